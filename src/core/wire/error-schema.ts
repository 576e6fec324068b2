import { z } from 'zod';
import { type ErrorCode, errorCatalogue } from '../base/error-catalogue.ts';
import { HindsightError } from '../base/hindsight-error.ts';

/** The body of every answer that is an error. */
export const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    hint: z.string(),
    place: z
      .object({
        source: z.string().optional(),
        text: z.string().optional(),
        offset: z.number().optional(),
        length: z.number().optional(),
        line: z.number().optional(),
        column: z.number().optional(),
      })
      .nullable(),
  }),
});

/** The body of every answer that is an error. */
export type WireError = z.infer<typeof errorSchema>;

/** An error as plain values; neither stack nor cause leaves the process. */
export function wireError(error: HindsightError): WireError {
  const { code, message, hint, place } = error;
  return { error: { code, message, hint, place: place === undefined ? null : { ...place } } };
}

/** The error that a body tells; a code of another version becomes `internal` with its message kept. */
export function errorFromWire({ error }: WireError): HindsightError {
  const code: ErrorCode = Object.hasOwn(errorCatalogue, error.code) ? (error.code as ErrorCode) : 'internal';
  const place = Object.fromEntries(Object.entries(error.place ?? {}).filter(([, value]) => value !== undefined));
  return new HindsightError(code, error.message, { hint: error.hint, ...(error.place === null ? {} : { place }) });
}
