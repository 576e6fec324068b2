import type { Story } from './story.ts';

/** Gravitational, 2018. */
export const gravitationalPostgresql: Story = {
  id: 'gravitational-postgresql',
  headline: 'Kubernetes restarts a database, but knows nothing of its replicas',
  title: 'Experiences with running PostgreSQL on Kubernetes',
  organisation: 'Gravitational',
  year: 2018,
  medium: 'blog post',
  url: 'https://gravitational.com/blog/running-postgresql-on-kubernetes/',
  involved: ['postgresql', 'statefulset', 'streaming-replication', 'failover', 'storage'],
  impact: 'Data was lost in failovers.',
  summary:
    'The post describes PostgreSQL with streaming replication on Kubernetes. A pod that is started again somewhere else may be behind, and if it becomes the leader, what it had not received is gone. Kubernetes sees running pods in both cases.',
  lesson: 'Leave the promotion of a replica to an operator that knows the replication lag.',
  checks: [],
  notDetectable: {
    what: "The state of a database's replication is inside the database; the API knows pods and volumes.",
    ask: 'Who decides which replica becomes the leader, and does it look at the lag? When did we last restore a backup of this database?',
  },
};
