import { z } from 'zod';
import { configSchema } from '../src/edge/config/config-schema.ts';

/** docs/reference/hindsight.schema.json: what editors check hindsight.yaml against. */
export function configSchemaText(): string {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { io: 'input' });
  const head = {
    $schema,
    title: 'hindsight.yaml',
    description: 'Configuration of Hindsight; docs/guide/configuration.md says where it is looked for.',
  };
  return `${withShortLists(JSON.stringify({ ...head, ...schema }, undefined, 2))}\n`;
}

/** Lists of words on one line, as the formatter has them. */
function withShortLists(json: string): string {
  return json.replace(/\[\n\s+("[^"\n]*"(?:,\n\s+"[^"\n]*")*)\n\s+\]/g, (_, words: string) => `[${words.replace(/,\n\s+/g, ', ')}]`);
}
