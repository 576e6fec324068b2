import { abortFailure } from './failure-from-error.ts';

/** Waits for something shared without ending it when one of those who wait gives up; throws the signal's ApiFailure then. */
export async function untilAborted<T>(shared: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(abortFailure(signal));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([shared, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
