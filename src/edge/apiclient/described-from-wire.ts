import type { DescribedAnswer } from '../../core/reports/describe/described-answer.ts';
import type { Description } from '../../core/reports/describe/description.ts';
import { coverageFromWire } from '../../core/wire/answer-from-wire.ts';
import type { WireDescribe } from '../../core/wire/describe-schema.ts';

/** Descriptions and their coverage, as a server told them; the answer's rows stay there, but for their number. */
export function describedFromWire(wire: WireDescribe): DescribedAnswer {
  const answer = {
    tables: [],
    coverage: coverageFromWire(wire.coverage),
    notices: wire.notices,
    nowMs: wire.nowMs,
    ...(wire.missing.length === 0 ? {} : { missing: wire.missing }),
  };
  // What a schema calls optional is absent, never undefined, in what was JSON.
  return { answer, descriptions: wire.descriptions as readonly Description[] };
}
