// evaluate.js < table.dmn: reads a decision table with the reader of bpmn.io, which must find nothing odd in it, decides
// every cell with another maker's engine, and prints a line of JSON for each: [cell, primary, secondary,
// annotation].
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DmnModdle } from 'dmn-moddle';

const { decisionTable: engine } = createRequire(import.meta.url)('@hbtgmbh/dmn-eval-js');

const moddle = new DmnModdle();
const { rootElement: definitions, warnings } = await moddle.fromXML(readFileSync(0, 'utf8'), 'dmn:Definitions');
if (warnings.length > 0) throw new Error(warnings.map(warning => warning.message).join('\n'));
const decision = definitions.drgElement.find(element => element.$type === 'dmn:Decision');
const table = decision.decisionLogic;
const annotations = new Map(table.rule.map(rule => [rule.id, rule.annotationEntry[0].text]));

// The engine knows DMN 1.1 only, which differs for such a table in the namespace and has no annotations.
delete table.annotation;
for (const rule of table.rule) delete rule.annotationEntry;
const { xml } = await moddle.toXML(definitions);
const decisions = await engine.parseDmnXml(xml.replace(
  'https://www.omg.org/spec/DMN/20191111/MODEL/', 'http://www.omg.org/spec/DMN/20151101/dmn.xsd'));

const levels = table.input.map(input => JSON.parse(`[${input.inputValues.text}]`));
const letter = level => level[0].toUpperCase();
for (const complexity of levels[0]) {
  for (const severity of levels[1]) {
    for (const effort of levels[2]) {
      const { primary, secondary } = engine.evaluateDecision(decision.id, decisions, { complexity, severity, effort });
      const cell = letter(complexity) + letter(severity) + letter(effort);
      console.log(JSON.stringify([cell, primary, secondary ?? null, annotations.get(cell)]));
    }
  }
}
