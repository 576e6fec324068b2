#!/usr/bin/env node
// kubectl finds plugins by name: `kubectl hindsight get nodes` starts this.
'use strict';
require('./hindsight.cjs');
