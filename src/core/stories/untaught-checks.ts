/** Checks that no public story taught, with why they are there. */
export const untaughtChecks: ReadonlyMap<string, string> = new Map([
  ['suppression-expired', 'It looks after what was accepted, so that an accepted risk does not stay accepted for ever.'],
  ['suppression-invalid', 'It looks after what was accepted: a reason that nobody wrote, or a rule that does not exist, hides nothing.'],
]);
