/** Styles of the pages about findings and checks. */
export const findingStyles =
  '.cause{border:1px solid var(--line);border-radius:var(--radius);background:var(--raised);padding:10px 14px;margin:0 0 10px}' +
  '.cause h2{margin:0 0 4px;font-size:14px;overflow-wrap:anywhere}.cause h2 a{color:var(--ink);text-decoration:underline}.cause p{margin:2px 0;max-width:90ch;overflow-wrap:anywhere}' +
  '.cause ul{margin:6px 0 0;padding:0;list-style:none}.cause li{padding:4px 0;border-top:1px solid var(--line);overflow-wrap:anywhere}.cause li a,.prose a{color:var(--link);text-decoration:underline}' +
  '.cause li a{display:inline-block;min-height:24px;line-height:24px}.sev{font-size:12px;font-weight:650;padding:1px 7px;border-radius:10px;white-space:nowrap}' +
  '.sev.critical{color:var(--bad);background:var(--bad-soft)}.sev.warning{color:var(--warn);background:var(--warn-soft)}.sev.info{color:var(--quiet);background:var(--sunk)}' +
  '.prose{max-width:80ch}.prose h2{margin-top:18px}.prose pre{font:12px/1.5 var(--mono);background:var(--sunk);border:1px solid var(--line);border-radius:var(--radius);padding:8px 12px;overflow-x:auto}.prose li{margin:3px 0}' +
  '.quiet{color:var(--quiet)}td.wide{white-space:normal;min-width:16em}td a.count{color:var(--link);text-decoration:underline;display:inline-block;min-width:24px;min-height:24px;line-height:24px}' +
  '@media (max-width:640px){td[data-label]::before{content:attr(data-label) " ";font-family:var(--sans);color:var(--quiet)}}@media print{.cause{break-inside:avoid;border:0}ol.prose{max-width:none}}' +
  'nav.bar a[aria-current]{background:var(--sunk);font-weight:650}nav.bar a{min-height:24px}.evidence{font-family:var(--mono);font-size:12px}';
