/** Who may import whom. This table is the whole truth: ARCHITECTURE.md is printed from it and `test/architecture` holds every import against it. */

/** One room of the house: a folder, what it is for, and the rooms it may import (itself always included). */
export interface Room {
  readonly path: string;
  readonly purpose: string;
  readonly mayImport: readonly string[];
}

const base = 'src/core/base';
const kube = 'src/core/kube';
const resources = 'src/core/resources';
const fleet = 'src/core/fleet';
const query = 'src/core/query';
const sim = 'src/core/sim';
const checks = 'src/core/checks';
const stories = 'src/core/stories';
const wire = 'src/core/wire';
const reports = 'src/core/reports';
const belowWire = [base, kube, resources, fleet, query, sim, checks, stories];
const allOfCore = [...belowWire, wire, reports];
const client = 'src/edge/client';
const collector = 'src/edge/collector';
const simapi = 'src/edge/simapi';
const storage = 'src/edge/storage';
const config = 'src/edge/config';
const sources = 'src/edge/sources';
const apiclient = 'src/edge/apiclient';
const manifests = 'src/edge/manifests';
const allOfEdge = [client, collector, simapi, storage, config, sources, apiclient, manifests];
const server = 'src/apps/server';
const web = 'src/apps/web';
const cli = 'src/apps/cli';

/** Every folder below `src/`, lowest first. A file's room is the one with the longest matching path. */
export const rooms: readonly Room[] = [
  { path: base, purpose: 'the few tools two folders need: clock, seeded random, errors, backoff', mayImport: [] },
  {
    path: kube,
    purpose: 'what Kubernetes says: objects, selectors, quantities, watch events, JSONPath, discovery, masking',
    mayImport: [base],
  },
  { path: resources, purpose: 'one file per resource: names, scope, typed kubectl columns', mayImport: [base, kube] },
  {
    path: fleet,
    purpose: 'the store of every cluster: shards, columns, packed objects, deltas, views',
    mayImport: [base, kube, resources],
  },
  { path: sim, purpose: 'a simulated fleet: a seeded world, its object stores and its life', mayImport: [base, kube, resources] },
  { path: query, purpose: 'from a table query to rows, once or live', mayImport: [base, kube, resources, fleet] },
  {
    path: checks,
    purpose: 'one file per check; the engine that judges manifests and live objects',
    mayImport: [base, kube, resources, fleet, query],
  },
  {
    path: stories,
    purpose: 'one file per failure story, linked to its checks',
    mayImport: [base, kube, resources, fleet, query, sim, checks],
  },
  { path: wire, purpose: 'every message that crosses HTTP or WebSocket, as a Zod schema', mayImport: belowWire },
  { path: reports, purpose: 'answers as text: kubectl-like text, JSON, YAML, TSV, CSV, HTML', mayImport: [...belowWire, wire] },
  { path: config, purpose: 'read, check and explain the configuration', mayImport: allOfCore },
  {
    path: client,
    purpose: 'one Kubernetes API server: kubeconfig, transport, list pages, watch stream, discovery',
    mayImport: [...allOfCore, config],
  },
  {
    path: sources,
    purpose: 'where clusters come from: kubeconfig files and folders, registry, flags, the own pod; which contexts are one cluster',
    mayImport: [...allOfCore, client, config],
  },
  { path: storage, purpose: 'block codec, the last known state, durable records', mayImport: allOfCore },
  {
    path: collector,
    purpose: 'keeps streams alive for all clusters: reflector, schedule, cluster sources',
    mayImport: [...allOfCore, client, config],
  },
  {
    path: simapi,
    purpose: 'simulated clusters over real HTTPS with real list and watch framing and switchable faults',
    mayImport: allOfCore,
  },
  { path: apiclient, purpose: 'typed client of our own API', mayImport: allOfCore },
  {
    path: manifests,
    purpose: 'files, overlays and charts as objects, and where each field is written; patches to them',
    mayImport: allOfCore,
  },
  {
    path: server,
    purpose: 'the serving process: composition, routes, live tables, authentication, metrics',
    mayImport: [...allOfCore, ...allOfEdge],
  },
  { path: web, purpose: 'what the browser does with the pages: live rows, keyboard, palette', mayImport: [...allOfCore, apiclient] },
  { path: cli, purpose: 'the terminal: one file per command', mayImport: [...allOfCore, ...allOfEdge, server] },
];
