#!/usr/bin/env node
// Old Nodes must be able to parse this file: it only says which Node is needed, and starts the real thing.
'use strict';
var version = process.versions.node.split('.').map(Number);
if (version[0] < 24 || (version[0] === 24 && version[1] < 12)) {
  process.stderr.write(
    'hindsight needs Node 24.12 or newer; this is ' +
      process.versions.node +
      '. See https://nodejs.org, or run `npx --package=node@24 hindsight`.\n',
  );
  process.exit(4);
}
require('node:module').enableCompileCache();
import('../dist/apps/cli/main.js').then((main) => main.runProcess());
