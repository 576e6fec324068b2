#!/usr/bin/env node
// kubectl asks this for completions of its plugin: `kubectl hindsight get po<Tab>`. Source: kubectl pkg/cmd/plugin_completion.go.
'use strict';
process.argv.splice(2, 0, '__complete', 'kubectl');
require('./hindsight.cjs');
