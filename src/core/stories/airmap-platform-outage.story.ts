import { crashloop } from '../checks/crashloop.check.ts';
import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { podStartBlocked } from '../checks/pod-start-blocked.check.ts';
import type { Story } from './story.ts';

/** AirMap, 2018. */
export const airmapPlatformOutage: Story = {
  id: 'airmap-platform-outage',
  headline: 'Container runtimes hang, and nodes fall one after the other',
  title: 'AirMap Platform Service Outage',
  organisation: 'AirMap',
  year: 2018,
  medium: 'incident report',
  url: 'https://www.airmap.com/incident-180719/',
  involved: ['azure', 'node-notready', 'kubelet', 'pleg', 'cni'],
  impact: 'The production platform was down for five hours on 19 July 2018.',
  summary:
    'Most replicas went into a loop of restarts and some worker nodes turned NotReady. Starting their kubelets again helped only for a moment, and more nodes followed; names and connections failed in the pods, and sidecars took their applications with them. Restarting all worker nodes in turn ended it.',
  lesson:
    'A stuck runtime or network looks like a failing node. Alert on what the kubelet says about itself, and replace such nodes automatically.',
  checks: [
    { check: nodeUnhealthy, rules: ['pleg', 'not-ready', 'mass', 'network'] },
    { check: podStartBlocked, rules: ['runtime'] },
    { check: crashloop },
  ],
};
