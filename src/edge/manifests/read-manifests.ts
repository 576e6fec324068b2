import type { UnreadInput } from '../../core/checks/check-report.ts';
import type { ManifestObject, ManifestText, ReadManifests } from './manifest-document.ts';
import { readDocument } from './read-document.ts';
import { splitDocuments } from './split-documents.ts';

/** Reads every document of the texts. What cannot be read is listed and hides nothing else. */
export function readManifests(texts: readonly ManifestText[]): ReadManifests {
  const objects: ManifestObject[] = [];
  const unread: UnreadInput[] = [];
  let documents = 0;
  let others = 0;
  for (const [source, text] of texts.entries())
    for (const span of splitDocuments(text.text)) {
      documents++;
      const read = readDocument(text, span);
      for (const { object, within } of read.objects)
        objects.push({ object, within, source, start: span.start, end: span.end, line: span.line });
      for (const one of read.unread) unread.push({ file: text.file, ...one });
      if (read.objects.length === 0 && read.unread.length === 0) others++;
    }
  return { objects, unread, documents, others };
}
