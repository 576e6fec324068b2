import { expect, test } from 'vitest';
import { localAccess } from './local-access.ts';

const open = () => localAccess({ token: 'right', cookieSecret: 'cookie-secret' });
const request = (more: { token?: string; authorization?: string; cookie?: string }) => ({
  headers: { ...(more.authorization && { authorization: more.authorization }), ...(more.cookie && { cookie: more.cookie }) },
  rawHeaders: [],
  token: more.token,
  remoteAddress: '127.0.0.1',
});

test('the printed address is redeemed once, and the cookie it gives opens the door', () => {
  const access = open();
  const first = access.decide(request({ token: 'right' }));
  expect(first).toMatchObject({ allowed: 'redeemed', cookie: expect.stringContaining('HttpOnly; SameSite=Strict') });
  expect(access.decide(request({ token: 'right' }))).toMatchObject({
    allowed: false,
    message: expect.stringContaining('opened once already'),
  });
  expect(access.decide(request({ cookie: 'a=b; hindsight=cookie-secret' }))).toMatchObject({ allowed: true });
});

test('the token works as bearer any number of times', () => {
  const access = open();
  for (let i = 0; i < 3; i++) expect(access.decide(request({ authorization: 'Bearer right' }))).toMatchObject({ allowed: true });
});

test('wrong or missing tokens and cookies are refused', () => {
  const access = open();
  for (const more of [{}, { token: 'wrong' }, { authorization: 'Bearer wrong' }, { cookie: 'hindsight=wrong' }, { cookie: 'hindsight' }]) {
    expect(access.decide(request(more))).toMatchObject({ allowed: false });
  }
});
