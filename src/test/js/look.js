// One refresh of a tuf-js client. Arguments: the folder tuf-js is installed in, a request file.
// Prints one JSON object: {"targets": {path: length}} for the paths that were found, or {"error": message}.
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

const [installed, requestFile] = process.argv.slice(2);
const { Updater } = createRequire(path.join(path.resolve(installed), 'look.js'))('tuf-js');
const request = JSON.parse(fs.readFileSync(requestFile, 'utf8'));

async function look() {
  const updater = new Updater({
    metadataDir: request.metadataDir,
    metadataBaseUrl: request.metadataBaseUrl,
    targetDir: request.targetDir,
    targetBaseUrl: request.targetBaseUrl,
    config: { prefixTargetsWithHash: false, fetchRetry: 0, fetchTimeout: 60000 },
  });
  await updater.refresh();
  const targets = {};
  const downloads = new Set(request.downloads);
  for (const name of request.paths) {
    const info = await updater.getTargetInfo(name);
    if (info === undefined) continue;
    targets[name] = info.length;
    if (downloads.has(name) && !(await updater.findCachedTarget(info))) {
      await updater.downloadTarget(info);
    }
  }
  return { targets };
}

look().then(
  (answer) => console.log(JSON.stringify(answer)),
  (error) => console.log(JSON.stringify({ error: String(error) })),
);
