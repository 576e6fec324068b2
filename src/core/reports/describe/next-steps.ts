import { shellWord } from '../shell-word.ts';
import { selectorText } from './pods-section.ts';
import type { Subject } from './subject.ts';

/** Command lines that show more about a problem, the most telling first. Names are quoted for a POSIX shell. */
export function nextSteps(subject: Subject, reason: string): readonly string[] {
  const { object, shard } = subject;
  const { name, namespace } = object.metadata;
  const place = [...(namespace === undefined ? [] : ['-n', namespace]), '--clusters', shard.cluster];
  const line = (...words: readonly string[]): string => ['hindsight', ...words, ...place].map(shellWord).join(' ');
  const events = line('events', '--for', `${shard.resource.kind.toLowerCase()}/${name}`);
  switch (shard.resource.id) {
    case 'pods':
      return podSteps(reason, { line, name, events });
    case 'nodes':
      return [
        ['hindsight', 'get', 'pods', '-A', '--field-selector', `spec.nodeName=${name}`, '--clusters', shard.cluster]
          .map(shellWord)
          .join(' '),
        events,
      ];
    default: {
      const selector = selectorText(object.spec?.selector);
      return selector === undefined ? [events] : [line('get', 'pods', '-l', selector, '--filter', 'problems'), events];
    }
  }
}

interface PodWords {
  readonly line: (...words: readonly string[]) => string;
  readonly name: string;
  readonly events: string;
}

function podSteps(reason: string, { line, name, events }: PodWords): readonly string[] {
  if (/CrashLoop|OOM|Error|Restart|Failed|ExitCode|Signal/i.test(reason)) return [line('logs', name, '--previous'), events];
  if (/Image|Pending|Scheduling|Config/i.test(reason)) return [events];
  return [line('logs', name), events];
}
