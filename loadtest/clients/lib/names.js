// How tuf-js matches patterns, finds names and writes canonical JSON. Questions on standard input, answers on standard
// output. Argument: the folder tuf-js is installed in.
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

const here = createRequire(path.join(path.resolve(process.argv[2]), 'names.js'));
const { Targets } = here('@tufjs/models');
const { canonicalize } = here('@tufjs/canonical-json');

const EMPTY = { _type: 'targets', spec_version: '1.0.34', version: 1, expires: '2030-01-01T00:00:00Z', targets: {} };

function matches({ pattern, path }) {
  const role = { name: 'role', keyids: [], threshold: 1, terminating: true, paths: [pattern] };
  const { delegations } = Targets.fromJSON({ ...EMPTY, delegations: { keys: {}, roles: [role] } });
  return [...delegations.rolesForTarget(path)].length > 0;
}

const signed = (document) => canonicalize(Targets.fromJSON(document).toJSON());

// As its updater looks a path up in a role.
const found = ({ role, name }) => Boolean(Targets.fromJSON(role).targets?.[name]);

function answer(ask, question) {
  try {
    return ask(question);
  } catch (error) {
    return `error: ${error}`;
  }
}

const questions = JSON.parse(fs.readFileSync(0, 'utf8'));
console.log(
  JSON.stringify({
    patterns: questions.patterns.map((question) => answer(matches, question)),
    documents: questions.documents.map((document) => answer(signed, document)),
    names: questions.names.map((question) => answer(found, question)),
  }),
);
