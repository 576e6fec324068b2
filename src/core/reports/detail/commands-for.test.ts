import { describe, expect, test } from 'vitest';
import { type CommandSubject, commandsFor } from './commands-for.ts';

const pod: CommandSubject = {
  cluster: 'shop-1',
  context: 'admin@shop',
  resource: 'pods',
  namespace: 'shop',
  name: 'web-1',
  containers: ['app', 'proxy'],
  ports: [80],
};
const commandOf = (subject: CommandSubject, id: string): string | undefined => commandsFor(subject).find((one) => one.id === id)?.command;

describe('commandsFor', () => {
  test('context, namespace and container are filled in', () => {
    expect(commandOf(pod, 'exec')).toBe('kubectl --context admin@shop -n shop exec -it pods/web-1 -c app -- sh');
    expect(commandOf(pod, 'logs')).toBe('kubectl --context admin@shop -n shop logs -f --tail=200 pods/web-1 --all-containers');
    expect(commandOf(pod, 'debug')).toContain('--target=app');
    expect(commandOf({ ...pod, context: undefined }, 'get')).toBe('kubectl --context shop-1 -n shop get pods/web-1 -o wide');
  });

  test('ports that only root may open here are forwarded from a higher one', () => {
    expect(commandOf(pod, 'port-forward')).toMatch(/port-forward pods\/web-1 8080:80$/);
    expect(commandOf({ ...pod, ports: [9090] }, 'port-forward')).toMatch(/ 9090$/);
  });

  test('what changes the cluster is marked, and fits the kind', () => {
    const changing = (subject: CommandSubject): string[] =>
      commandsFor(subject).flatMap(({ id, changes }) => (changes === true ? [id] : []));
    expect(changing(pod)).toEqual(['edit']);
    expect(changing({ ...pod, resource: 'deployments.apps' })).toEqual(['restart', 'undo', 'scale', 'edit']);
    expect(changing({ cluster: 'a', resource: 'nodes', name: 'n1', cordoned: true })).toEqual(['uncordon', 'drain', 'edit']);
    expect(commandOf({ ...pod, resource: 'widgets.example.org', name: 'w' }, 'get')).toContain('get widgets.example.org/w');
  });

  test('no name becomes a command, a flag or a sign that commands the terminal', () => {
    for (const hostile of [`x'; rm -rf / #`, '$(reboot)', '`id`', '-o yaml', 'a\nb', '\x1b[2J', 'a b', '', '&& ls', '"']) {
      for (const { command } of commandsFor({
        ...pod,
        namespace: hostile,
        name: hostile,
        containers: [hostile],
        context: hostile,
        url: `http://h/${hostile}`,
      })) {
        const outside = command.replaceAll(/'[^']*'|\\'/g, '');
        expect(outside, command).toMatch(/^[A-Za-z0-9_@%+=:,./ -]*$/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(command).not.toMatch(/[\x00-\x1f]/);
      }
    }
  });
});
