import type { KubeObject } from '../kube/object.ts';
import { type Content, textOf } from './content.ts';
import { hpaMetrics } from './hpa-metrics.ts';

/** How many metrics stand in a cell before `+ N more...`. */
const shown = 2;

/** A quantity or number as text; undefined when it was not sent. */
function quantityText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

function percent(value: unknown): string | undefined {
  return typeof value === 'number' ? `${value}%` : undefined;
}

/** `cpu: 63%/80%` or, with an absolute target, `memory: 1Gi/2Gi`. */
function resourceText(target: Content, seen: Content | undefined, current: Content, name: unknown): string {
  const wanted = quantityText(target?.averageValue);
  if (wanted !== undefined)
    return `${textOf(name)}: ${seen === undefined ? '<unknown>' : (quantityText(current?.averageValue) ?? '<nil>')}/${wanted}`;
  return `${textOf(name)}: ${percent(current?.averageUtilization) ?? '<unknown>'}/${percent(target?.averageUtilization) ?? '<auto>'}`;
}

/** `12/20` or `12/20 (avg)`, for metrics of objects and from outside. */
function valueText(target: Content, seen: Content | undefined, current: Content): string {
  const wanted = quantityText(target?.averageValue);
  if (wanted !== undefined) return `${quantityText(current?.averageValue) ?? '<unknown>'}/${wanted} (avg)`;
  const value = seen === undefined ? '<unknown>' : (quantityText(current?.value) ?? '<nil>');
  return `${value}/${quantityText(target?.value) ?? '<nil>'}`;
}

/** The part of a metric that its type points to; undefined when it was not sent. */
function sent(metric: Content, field: string): Content | undefined {
  return metric?.[field] ?? undefined;
}

function metricText(spec: Content, status: Content): string {
  switch (spec?.type) {
    case 'External':
    case 'Object': {
      const field = spec.type === 'External' ? 'external' : 'object';
      const seen = sent(status, field);
      return valueText(spec[field]?.target, seen, seen?.current);
    }
    case 'Pods': {
      const seen = sent(status, 'pods');
      const value = seen === undefined ? '<unknown>' : (quantityText(seen.current?.averageValue) ?? '<nil>');
      return `${value}/${quantityText(spec.pods?.target?.averageValue) ?? '<nil>'}`;
    }
    case 'Resource':
    case 'ContainerResource': {
      const field = spec.type === 'Resource' ? 'resource' : 'containerResource';
      const seen = sent(status, field);
      return resourceText(spec[field]?.target, seen, seen?.current, spec[field]?.name);
    }
    default:
      return '<unknown type>';
  }
}

/** What an autoscaler sees against what it wants, the first two metrics; null without any. Source: printers.go formatHPAMetrics. */
export function hpaTargets(hpa: KubeObject): string | null {
  const { specs, statuses } = hpaMetrics(hpa);
  if (specs.length === 0) return null;
  const texts = specs.slice(0, shown).map((spec, i) => metricText(spec, statuses[i]));
  return specs.length > shown ? `${texts.join(', ')} + ${specs.length - shown} more...` : texts.join(', ');
}
