import { expect, test } from 'vitest';
import { cutManagedFields, managedFieldsMarker } from './cut-managed-fields.ts';

function cut(text: string): string {
  const bytes = Buffer.from(text);
  const cuts: number[] = [];
  const end = cutManagedFields(bytes, bytes.indexOf(managedFieldsMarker), cuts);
  if (end < 0) return 'unfinished';
  let out = '';
  let from = 0;
  for (let i = 0; i < cuts.length; i += 2) {
    out += bytes.toString('utf8', from, cuts[i]);
    from = cuts[i + 1] as number;
  }
  return out + bytes.toString('utf8', from);
}

const wrap = (entries: string, rest = ',"spec":{}'): string => `{"metadata":{"name":"x","managedFields":[${entries}]}${rest}}`;

test.each([
  [
    'typed order',
    '{"manager":"a","operation":"Update","fieldsType":"FieldsV1","fieldsV1":{"f:x":{}}},{"manager":"b","fieldsType":"FieldsV1","fieldsV1":{"f:y":{}},"subresource":"status"}',
    '{"manager":"a","operation":"Update"},{"manager":"b","subresource":"status"}',
  ],
  [
    'sorted order',
    '{"apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:x":{}},"manager":"a","operation":"Update","subresource":"status","time":"t"},{"apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{},"manager":"b"}',
    '{"apiVersion":"v1","manager":"a","operation":"Update","subresource":"status","time":"t"},{"apiVersion":"v1","manager":"b"}',
  ],
  [
    'brackets and quotes in keys',
    '{"manager":"a","fieldsType":"FieldsV1","fieldsV1":{"v:\\"}]},\\\\\\"spec\\"":{},"k:{\\"a\\":\\"]\\"}":{}}}',
    '{"manager":"a"}',
  ],
  ['another order of members', '{"fieldsV1":{"f:x":{}},"manager":"a","fieldsType":"FieldsV1"}', '{"manager":"a"}'],
  ['only what is cut', '{"fieldsType":"FieldsV1","fieldsV1":{"f:x":{}}}', '{}'],
  ['white space', '{"manager": "a" , "fieldsType": "FieldsV1", "fieldsV1": { "f:x": {} } }', '{"manager": "a"  }'],
  ['nothing to cut', '{"manager":"a"}', '{"manager":"a"}'],
])('%s', (_, entries, kept) => {
  for (const rest of [',"spec":{}', '', ',"spec":{"a":[{"b":"]"}]}']) expect(cut(wrap(entries, rest))).toBe(wrap(kept, rest));
});

test('an array that does not end within the bytes is unfinished', () => {
  const whole = wrap('{"manager":"a","fieldsType":"FieldsV1","fieldsV1":{"f:x":{}}}');
  for (let end = whole.indexOf('[{"') + 3; end < whole.indexOf(']}'); end++)
    expect(cut(whole.slice(0, end)), whole.slice(0, end)).toBe('unfinished');
});
