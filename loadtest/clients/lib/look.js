// One look of a tuf-js client. Arguments: the folder tuf-js is installed in, a request file.
// Prints {"targets": {path: length}} or {"error": text}.
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

const [installed, requestFile] = process.argv.slice(2);
const request = JSON.parse(fs.readFileSync(requestFile, 'utf8'));

// tuf-js compares expiries with `new Date()` and knows no other clock.
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length > 0 ? given : [RealDate.now() + request.daysAhead * 86_400_000]));
  }
};

const { Updater } = createRequire(path.join(path.resolve(installed), 'look.js'))('tuf-js');

async function look() {
  fs.mkdirSync(request.metadataDir, { recursive: true });
  fs.mkdirSync(request.targetDir, { recursive: true });
  if (request.isNew) fs.copyFileSync(request.trustedRoot, path.join(request.metadataDir, 'root.json'));
  const updater = new Updater({
    metadataDir: request.metadataDir,
    metadataBaseUrl: request.metadataBaseUrl,
    targetDir: request.targetDir,
    targetBaseUrl: request.targetBaseUrl,
    config: { prefixTargetsWithHash: false, fetchRetry: 0, fetchTimeout: 60_000 },
  });
  await updater.refresh();
  const targets = {};
  for (const name of request.paths) {
    const info = await updater.getTargetInfo(name);
    if (info === undefined) continue;
    targets[name] = info.length;
    if (request.downloads.includes(name) && !(await updater.findCachedTarget(info))) {
      await updater.downloadTarget(info);
    }
  }
  return { targets };
}

look().then(
  (answer) => console.log(JSON.stringify(answer)),
  (error) => console.log(JSON.stringify({ error: String(error) })),
);
