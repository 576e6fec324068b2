/** A cause within the details of a Status. */
export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

/** What makes up a failure Status. */
export interface StatusParts {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
  /** A fresh continue token, for expired ones. */
  readonly continue?: string;
}

/** A request that is refused with a Status; thrown inside the handlers of this folder, answered at their rim. */
export class ApiRefusal extends Error {
  readonly parts: StatusParts;

  constructor(parts: StatusParts) {
    super(parts.message);
    this.parts = parts;
  }
}

/** A Status object in the field order of the real server. Source: k8s.io/apimachinery pkg/apis/meta/v1/types.go Status */
export function statusObject(parts: StatusParts): Record<string, unknown> {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: parts.continue === undefined ? {} : { continue: parts.continue },
    status: 'Failure',
    message: parts.message,
    reason: parts.reason,
    ...(parts.details === undefined ? {} : { details: parts.details }),
    code: parts.code,
  };
}

interface Subject {
  readonly group: string;
  readonly plural: string;
}

/** `pods` or `deployments.apps`, as messages name a resource. */
export function qualified({ group, plural }: Subject): string {
  return group === '' ? plural : `${plural}.${group}`;
}

const detailsOf = ({ group, plural }: Subject, name?: string): NonNullable<StatusParts['details']> => ({
  ...(name === undefined ? {} : { name }),
  ...(group === '' ? {} : { group }),
  kind: plural,
});

/** Source of all wordings below: k8s.io/apimachinery pkg/api/errors/errors.go */
export const refusals = {
  unauthorized: () => new ApiRefusal({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' }),

  notFound: (resource: Subject, name: string) =>
    new ApiRefusal({
      code: 404,
      reason: 'NotFound',
      message: `${qualified(resource)} "${name}" not found`,
      details: detailsOf(resource, name),
    }),

  exists: (resource: Subject, name: string) =>
    new ApiRefusal({
      code: 409,
      reason: 'AlreadyExists',
      message: `${qualified(resource)} "${name}" already exists`,
      details: detailsOf(resource, name),
    }),

  conflict: (resource: Subject, name: string, why: string) =>
    new ApiRefusal({
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
      details: detailsOf(resource, name),
    }),

  badRequest: (message: string) => new ApiRefusal({ code: 400, reason: 'BadRequest', message }),

  invalid: (q: { group: string; kind: string; name: string; causes: readonly (StatusCause & { readonly field: string })[] }) => {
    const problems = q.causes.map((cause) => `${cause.field}: ${cause.message}`);
    const list = problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`;
    return new ApiRefusal({
      code: 422,
      reason: 'Invalid',
      message: `${q.group === '' ? q.kind : `${q.kind}.${q.group}`} "${q.name}" is invalid: ${list}`,
      details: {
        ...(q.name === '' ? {} : { name: q.name }),
        ...(q.group === '' ? {} : { group: q.group }),
        kind: q.kind,
        causes: q.causes.map(({ reason, message, field }) => ({ reason, message, field })),
      },
    });
  },

  methodNotAllowed: () =>
    new ApiRefusal({
      code: 405,
      reason: 'MethodNotAllowed',
      message: 'the server does not allow this method on the requested resource',
      details: {},
    }),

  notAcceptable: (supported: readonly string[]) =>
    new ApiRefusal({
      code: 406,
      reason: 'NotAcceptable',
      message: `only the following media types are accepted: ${supported.join(', ')}`,
    }),

  unsupportedMediaType: (supported: readonly string[]) =>
    new ApiRefusal({
      code: 415,
      reason: 'UnsupportedMediaType',
      message: `the body of the request was in an unknown format - accepted media types include: ${supported.join(', ')}`,
    }),

  expired: (message: string, fresh?: string) =>
    new ApiRefusal({ code: 410, reason: 'Expired', message, ...(fresh === undefined ? {} : { continue: fresh }) }),

  versionTooLarge: (asked: number, current: number) =>
    new ApiRefusal({
      code: 504,
      reason: 'Timeout',
      message: `Timeout: Too large resource version: ${asked}, current: ${current}`,
      details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], retryAfterSeconds: 1 },
    }),
};
