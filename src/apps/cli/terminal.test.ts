import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { openTerminal } from './terminal.ts';

const open = () => openTerminal({ stdout: new PassThrough(), stderr: new PassThrough() }, {});

test('who waits for the end hears of it, also when it came before', async () => {
  const later = open();
  const waiting = later.interrupted;
  later.interrupt(130);
  await waiting;
  const before = open();
  before.interrupt(143);
  await before.interrupted;
  expect([later.interruptedWith, before.interruptedWith]).toEqual([130, 143]);
});

test('the first reason stays', () => {
  const terminal = open();
  terminal.interrupt(141);
  terminal.interrupt(130);
  expect(terminal.interruptedWith).toBe(141);
  expect(terminal.signal.aborted).toBe(true);
});
