import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TableQuery } from '../../../core/query/table-query.ts';
import { cleanObject, withHiddenSecrets } from '../../../core/reports/detail/clean-object.ts';
import { type CommandSubject, commandsFor } from '../../../core/reports/detail/commands-for.ts';
import { commandDetails } from '../../../core/reports/detail/commands-html.ts';
import { objectAddress } from '../../../core/reports/detail/object-address.ts';
import { harmlessJson } from '../../../core/reports/harmless-json.ts';
import { yamlText } from '../../../core/reports/yaml-text.ts';
import { askerSignal } from '../asker-signal.ts';
import { type AnswerFormat, contentTypes } from '../negotiate.ts';
import { type FoundObject, findObject, objectAsAsked, objectPage } from '../objects/object-page.ts';
import { fileName, isOn } from '../request-format.ts';
import type { ServerParts } from '../server-parts.ts';

/** What every link of the page keeps. */
const kept = ['theme', 'reload', 'api_version'];

/** Answers with the page of one object, or with the object as a file; undefined where the cluster cannot say whether it has it: then the list says so. */
export async function sendObjectPage(
  reply: FastifyReply,
  q: { readonly parts: ServerParts; readonly query: TableQuery; readonly params: URLSearchParams; readonly form: AnswerFormat },
): Promise<FastifyReply | undefined> {
  const { parts, query, params, form } = q;
  const question = { query, params, scope: reply.request.scope, signal: askerSignal(reply) };
  const found = await findObject(parts, question);
  if (found === undefined) return undefined;
  reply.header('vary', 'Accept, Accept-Encoding, User-Agent, Cookie, Authorization').header('cache-control', 'no-cache');
  if (form === 'html') {
    const page = await objectPage(parts, question, found);
    const extra = [...params].filter(([name, value]) => kept.includes(name) && value !== '');
    return reply.type(contentTypes.html).send(parts.render.objectPage({ ...page, origin: originOf(reply.request, parts), extra }, params));
  }
  if (params.get('view') === 'commands' && form === 'json')
    return reply
      .type(contentTypes.json)
      .send(harmlessJson({ commands: commandsFor(commandSubject(found, originOf(reply.request, parts))) }));
  const object = withHiddenSecrets(await objectAsAsked(parts, question, found));
  const shown = isOn(params, 'clean') ? cleanObject(object) : object;
  if ((params.get('download') ?? '') !== '') reply.header('content-disposition', `attachment; filename="${fileName(reply.request, form)}"`);
  return reply.type(contentTypes[form]).send(form === 'yaml' ? yamlText(shown) : `${harmlessJson(shown, 2)}\n`);
}

/** What commands about an object are made from. */
function commandSubject({ cluster, def, object }: FoundObject, origin: string): CommandSubject {
  const { namespace, name } = object.metadata;
  const place = { cluster: cluster.id, resource: def.id, name, ...(def.namespaced && namespace !== undefined && { namespace }) };
  return { ...place, context: cluster.identity?.context, ...commandDetails(object), url: `${origin}${objectAddress(place)}` };
}

/** The address that the reader's browser shows, without a path. */
function originOf(request: FastifyRequest, { publicUrl }: ServerParts): string {
  return publicUrl?.origin ?? `http://${request.headers.host ?? 'localhost'}`;
}
