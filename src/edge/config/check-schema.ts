import { z } from 'zod';

const globs = z.array(z.string().min(1));
const severity = z.enum(['critical', 'warning', 'info']);
const severities = z.record(z.string(), z.enum(['critical', 'warning', 'info', 'off']));
const match = {
  namespaces: globs.optional().describe('Globs.'),
  kinds: globs.optional().describe('Globs: Deployment, Cron*.'),
  names: globs.optional().describe('Globs.'),
  labels: z.record(z.string(), z.string()).optional().describe('Labels that the object itself has.'),
};

const custom = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,39}$/)
    .describe('Its name, like those of the checks: small letters, digits and dashes.'),
  title: z.string().min(1).optional().describe('What is wrong, in a few words; its id in words without it.'),
  severity,
  match: z.strictObject(match).optional().describe('Which objects it judges; all without.'),
  expression: z.string().min(1).describe('CEL that is true where all is well; the object is `object`.'),
  message: z.string().min(1).describe('What is wrong, and what follows from it.'),
  fix: z.string().min(1).describe('What to do.'),
  story: z.string().min(1).optional().describe('The address of what taught it.'),
  examples: z
    .strictObject({
      flags: z.array(z.string().min(1)).min(1).describe('Manifests in which it must be found.'),
      passes: z.array(z.string().min(1)).min(1).describe('Manifests in which it must not be found.'),
    })
    .describe('Its tests, for `hindsight checks test`.'),
});

/** `checks` of hindsight.yaml. */
export const checkSchema = z.strictObject({
  enable: globs.optional().describe('Only these checks or rules.'),
  disable: globs.optional().describe('All but these checks or rules.'),
  severities: severities.optional().describe('Other severities, by check or check/rule; off leaves it out.'),
  thresholds: z.record(z.string(), z.number()).optional().describe('Other numbers, by check/rule/name.'),
  platformNamespaces: globs
    .optional()
    .describe('Namespaces of the platform beside kube-system and kube-node-lease: what runs there is critical.'),
  exclude: z
    .array(
      z.strictObject({
        checks: globs.optional().describe('Globs of checks or check/rule; all without.'),
        ...match,
        reason: z.string().min(1).describe('Why; for those who read the file.'),
      }),
    )
    .optional()
    .describe('Objects that checks leave alone for good. For findings that are accepted for a time there is hindsight.suppressions.yaml.'),
  namespaces: z
    .array(z.strictObject({ namespaces: globs.min(1).describe('Globs.'), severities }))
    .optional()
    .describe('Other severities in some namespaces. Of two that name a rule the first counts.'),
  suppression: z
    .strictObject({
      allowedFrom: z
        .enum(['annotations', 'central'])
        .optional()
        .describe('central: only hindsight.suppressions.yaml accepts findings, no annotation of an object.'),
      refuse: z
        .array(z.strictObject({ checks: globs.optional(), namespaces: globs.optional() }))
        .optional()
        .describe('Checks and namespaces (globs) for which annotations accept nothing.'),
      peers: z.boolean().optional().describe('Whether annotations of other scanners are read (default: yes).'),
      peersSince: z.iso.date().optional().describe('Since when they are: without an end of their own they hold for 90 days from then on.'),
    })
    .optional()
    .describe('Who may accept findings by annotations.'),
  custom: z.array(custom).optional().describe('Rules of the house.'),
});

/** What `checks` of hindsight.yaml holds. */
export type CheckContent = z.infer<typeof checkSchema>;
