import { describe, expect, test } from 'vitest';
import { parseQuantity } from './quantity.ts';

describe('parseQuantity', () => {
  test.each([
    ['0', 0],
    ['1', 1],
    ['100m', 0.1],
    ['250m', 0.25],
    ['1500m', 1.5],
    ['5u', 0.000005],
    ['3n', 3e-9],
    ['2k', 2e3],
    ['2M', 2e6],
    ['2G', 2e9],
    ['2T', 2e12],
    ['2P', 2e15],
    ['2E', 2e18],
    ['2Ki', 2048],
    ['1536Mi', 1_610_612_736],
    ['1.5Gi', 1_610_612_736],
    ['1Ti', 2 ** 40],
    ['1Pi', 2 ** 50],
    ['1Ei', 2 ** 60],
    ['1e3', 1000],
    ['1E3', 1000],
    ['12e-3', 0.012],
    ['1.5e+2', 150],
    ['-5', -5],
    ['+5', 5],
    ['-1.5Ki', -1536],
    ['.5', 0.5],
    ['5.', 5],
    ['007', 7],
  ])('%s', (text, number) => {
    expect(parseQuantity(text)).toBe(number);
  });

  test.each([
    '',
    '.',
    '-',
    '+',
    'Gi',
    'm',
    '1K',
    '1ki',
    '1mi',
    '1 Gi',
    ' 1',
    '1 ',
    '1e',
    '1e+',
    '1ee3',
    '1e3Gi',
    '1.2.3',
    '--1',
    '0x10',
    'NaN',
    'Infinity',
    '1,5',
    '1g',
  ])('%j is none', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });
});
