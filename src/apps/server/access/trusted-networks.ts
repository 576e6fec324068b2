import { BlockList, isIP } from 'node:net';
import { HindsightError } from '../../../core/base/hindsight-error.ts';

/** Tests whether an address of a peer is one of these addresses or in one of these networks (CIDR). HindsightError `usage` for what is neither, and for a network of everybody. */
export function trustedNetworks(words: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const word of words) addNetwork(list, word);
  return (address) => {
    // IPv4 peers of a socket that listens on IPv6.
    const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
    const plain = mapped ?? address;
    const family = isIP(plain);
    return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  };
}

function addNetwork(list: BlockList, word: string): void {
  const [address = '', bits, more] = word.split('/');
  const family = isIP(address);
  const most = family === 6 ? 128 : 32;
  const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (family === 0 || more !== undefined || prefix < 0 || prefix > most) {
    throw new HindsightError('usage', `--trusted-proxies takes addresses and networks such as 10.2.0.0/16, not "${word}"`);
  }
  if (prefix === 0) {
    throw new HindsightError('refused', `--trusted-proxies ${word} is everybody`, { hint: 'Name the addresses of the login proxy.' });
  }
  list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** True for an address that only this machine reaches. */
export function isLoopback(address: string): boolean {
  if (address.toLowerCase() === 'localhost') return true;
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
