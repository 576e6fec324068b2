import { describe, expect, test } from 'vitest';
import type { DescribedSection, Description } from './description.ts';
import { descriptionsText, descriptionText } from './description-text.ts';

const nowMs = Date.parse('2026-11-24T12:00:00Z');
function described(...sections: DescribedSection[]): Description {
  return { cluster: 'shop-1', object: { kind: 'Pod', name: 'web-1', namespace: 'shop' }, uid: 'u', stale: '', nowMs, sections };
}
const fieldsOf = (...values: Parameters<typeof described>[0][]): Description => described(...values);

describe('descriptionText', () => {
  test('fields line up, further values stand below, times have both forms', () => {
    const text = descriptionText(
      described({
        id: 's',
        title: '',
        form: 'fields',
        fields: [
          { name: 'Status', values: [{ type: 'text', text: 'CrashLoopBackOff', level: 'bad' }] },
          { name: 'Created', values: [{ type: 'time', atMs: nowMs - 3_600_000 }] },
          { name: 'Owners', values: ['ReplicaSet', 'Deployment'].map((kind) => ({ type: 'object', object: { kind, name: 'web' } })) },
        ],
      }),
    );
    expect(text.split('\n')).toEqual([
      'Pod web-1  (shop, shop-1)',
      '  Status   ✕ CrashLoopBackOff',
      '  Created  60m ago (2026-11-24T11:00:00Z)',
      '  Owners   replicaset/web',
      '           deployment/web',
      '',
    ]);
  });

  test('running text is broken at blanks, commands and words never', () => {
    const long = 'x'.repeat(70);
    const text = descriptionText(
      fieldsOf({
        id: 's',
        title: 'T',
        form: 'fields',
        fields: [
          { name: 'Says', values: [{ type: 'text', text: `one two three ${long} four` }] },
          { name: 'Next', values: [{ type: 'command', text: `hindsight logs ${long} --previous` }] },
        ],
      }),
      { columns: 40 },
    );
    expect(text).toContain(`  Says  one two three\n        ${long}\n        four\n`);
    expect(text).toContain(`  Next  hindsight logs ${long} --previous\n`);
  });

  test('the last cell of a table goes on below itself where the width is known, and runs on where it is not', () => {
    const table: DescribedSection = {
      id: 'e',
      title: 'Events',
      form: 'table',
      columns: ['Reason', 'Message'],
      rows: [
        [
          { type: 'text', text: 'BackOff', level: 'bad' },
          { type: 'text', text: 'back-off restarting failed container web in pod web-1' },
        ],
      ],
      more: 2,
    };
    expect(descriptionText(described(table), { columns: 44 }).split('\n').slice(3)).toEqual([
      '  REASON     MESSAGE',
      '  ✕ BackOff  back-off restarting failed',
      '             container web in pod web-1',
      '  and 2 more',
      '',
    ]);
    expect(descriptionText(described(table))).toContain('container web in pod web-1\n');
  });

  test('no text of a cluster commands the terminal, in whatever place it stands', () => {
    const bad = 'a\x1b[2J\u202eb\r\nc';
    const value = { type: 'text', text: bad } as const;
    const text = descriptionText(
      {
        ...described(
          { id: 'f', title: 'F', form: 'fields', note: bad, fields: [{ name: bad, values: [value, { type: 'command', text: bad }] }] },
          { id: 'i', title: 'I', form: 'items', items: [{ name: bad, fields: [] }] },
          { id: 't', title: 'T', form: 'table', columns: ['X'], rows: [[value]], more: 0 },
        ),
        object: { kind: bad, name: bad, namespace: bad },
        stale: bad,
      },
      { marks: false },
    );
    expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  test('several stand apart by one empty line; none is no text', () => {
    expect(descriptionsText([])).toBe('');
    expect(descriptionsText([described(), described()])).toBe('Pod web-1  (shop, shop-1)\n\nPod web-1  (shop, shop-1)\n');
  });
});
