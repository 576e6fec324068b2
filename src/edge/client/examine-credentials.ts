import { X509Certificate } from 'node:crypto';
import type { DoctorFinding } from '../../core/kube/cluster-examination.ts';
import type { Credentials } from './cluster-target.ts';
import { spanText } from './failure-text.ts';
import { tokenEndMs } from './token-end.ts';

const dayMs = 86_400_000;
const renewMs = 7 * dayMs;

/** What credentials themselves tell of their end: client certificates and the claims of tokens. Nothing of a token is ever in a finding. */
export function credentialFindings({ clientCertificate, headers }: Credentials, nowMs: number): readonly DoctorFinding[] {
  const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  return [
    ...ending('client certificate', clientCertificate === undefined ? undefined : certificateEnd(clientCertificate.cert), nowMs),
    // Short-lived tokens are renewed by their plugin: only those that have ended are worth a word.
    ...ending('token', token === undefined ? undefined : tokenEndMs(token), nowMs).filter(({ severity }) => severity === 'broken'),
  ];
}

function ending(what: string, untilMs: number | undefined, nowMs: number): DoctorFinding[] {
  if (untilMs === undefined || untilMs - nowMs > renewMs) return [];
  const remedy = `Get a new ${what}: log in again or fetch a fresh kubeconfig.`;
  if (untilMs <= nowMs)
    return [{ check: 'credentials', severity: 'broken', text: `the ${what} expired ${spanText(nowMs - untilMs)} ago`, remedy }];
  return [{ check: 'credentials', severity: 'warning', text: `the ${what} expires in ${spanText(untilMs - nowMs)}`, remedy }];
}

function certificateEnd(pem: string): number | undefined {
  try {
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return undefined;
  }
}
