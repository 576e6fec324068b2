import { dnsClientAmplification } from '../checks/dns-client-amplification.check.ts';
import type { Story } from './story.ts';

/** Toyota Connected, 2018. */
export const toyotaPerfectDnsStorm: Story = {
  id: 'toyota-perfect-dns-storm',
  headline: 'The same name resolves in one image and not in another',
  title: 'A Perfect DNS Storm',
  organisation: 'Toyota Connected',
  year: 2018,
  medium: 'blog post',
  url: 'https://www.adammargherio.com/a-perfect-dns-storm/',
  involved: ['azure', 'dns', 'ndots', 'alpine', 'musl', 'search-domains'],
  impact: 'Name resolution failed for some containers although the records existed.',
  summary:
    'Containers on Alpine use musl, which treats the search list of a pod differently from glibc. With a long search list and the default of ndots:5, some answers along the way made it stop where glibc would have gone on, and names that exist were not found.',
  lesson:
    'The C library decides what search domains do. Test DNS with the base image that you really use, and set ndots or write names in full.',
  checks: [{ check: dnsClientAmplification }],
  notDetectable: {
    what: 'Which C library an image has is only guessed from its name.',
    ask: 'Which of our base images use musl, and do they resolve our external names?',
  },
};
