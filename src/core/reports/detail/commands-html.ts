import type { KubeObject } from '../../kube/object.ts';
import { fieldsOf, itemsOf, textOf } from '../../resources/content.ts';
import { type Markup, markup } from '../markup.ts';
import { type CommandSubject, commandsFor, type ReadyCommand } from './commands-for.ts';

/** The containers and ports that commands about an object need: those of its pods. */
export function commandDetails(object: KubeObject): Pick<CommandSubject, 'containers' | 'ports' | 'replicas' | 'cordoned'> {
  const spec = object.kind === 'Pod' ? object.spec : (object.spec?.template?.spec ?? {});
  const containers = itemsOf(fieldsOf(spec).containers).map(fieldsOf);
  const wanted = object.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  const names = containers.map(({ name }) => textOf(name)).filter((name) => name !== '');
  const ports =
    object.kind === 'Service'
      ? itemsOf(object.spec?.ports).map((each) => fieldsOf(each).port)
      : containers.flatMap(({ ports: list }) => itemsOf(list).map((each) => fieldsOf(each).containerPort));
  return {
    containers: wanted !== undefined && names.includes(wanted) ? [wanted, ...names.filter((name) => name !== wanted)] : names,
    ports: ports.filter((port) => typeof port === 'number'),
    ...(typeof object.spec?.replicas === 'number' ? { replicas: object.spec.replicas } : {}),
    cordoned: object.spec?.unschedulable === true,
  };
}

/** What to type elsewhere: Hindsight reads, people act. */
export function commandsHtml(subject: CommandSubject): Markup {
  const commands = commandsFor(subject);
  const group = (isChange: boolean): readonly Markup[] =>
    commands.filter(({ changes }) => (changes === true) === isChange).map(commandItem);
  return markup`<section id="commands" aria-labelledby="commands-title"><h2 id="commands-title">On a terminal</h2><dl class="cmds">${group(false)}</dl><h3>These change the cluster</h3><dl class="cmds">${group(true)}</dl></section>`;
}

function commandItem({ id, title, key, command }: ReadyCommand): Markup {
  const hint = key === undefined ? undefined : markup` <kbd>${key}</kbd>`;
  return markup`<dt>${title}${hint}</dt><dd><code class="cmd" data-copy="${command}" data-cmd="${id}">${command}</code></dd>`;
}
