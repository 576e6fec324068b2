import { clusterDnsFragile } from '../checks/cluster-dns-fragile.check.ts';
import { daemonsetRolloutUnsafe } from '../checks/daemonset-rollout-unsafe.check.ts';
import type { Story } from './story.ts';

/** OpenAI, 2024. */
export const openaiTelemetryControlPlane: Story = {
  id: 'openai-telemetry-control-plane',
  headline: 'A new agent on every node asks the API server to death',
  title: 'API, ChatGPT & Sora Facing Issues',
  organisation: 'OpenAI',
  year: 2024,
  medium: 'postmortem',
  url: 'https://status.openai.com/incidents/ctrsv3lwd797',
  involved: ['api-server', 'daemonset', 'telemetry', 'dns', 'caching', 'large-cluster', 'rollout', 'lockout'],
  impact: 'All products were degraded or down for more than four hours on 11 December 2024.',
  summary:
    'A new telemetry service was rolled out to all clusters within minutes. On each node it made requests whose cost grew with the size of the cluster, and the API servers of the largest clusters fell over. Cached DNS answers hid the fault while the rollout went on; when they expired, services lost each other, and the overloaded API servers kept the engineers from removing the cause.',
  lesson:
    'The cost of a per-node agent only shows at full size: stage the rollout, limit the agent with API priority, and keep a way in for when the API server is swamped.',
  checks: [{ check: daemonsetRolloutUnsafe, rules: ['max-unavailable'] }, { check: clusterDnsFragile }],
  notDetectable: {
    what: "How expensive an agent's requests are shows at the API server's own metrics, and only at full size.",
    ask: 'Which of our agents list or watch all of a resource from each node? How would we get in with an API server that answers nobody?',
  },
};
