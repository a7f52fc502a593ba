/** HTML documents of messages, in the form in which the real backend sends them to the locked frame. */
const page = (style: string, body: string) =>
  `<!doctype html><html><head><meta charset="utf-8"><style>mark{background:#ffe9a8;color:inherit;border-radius:2px}${style}</style></head><body>${body}</body></html>`;

export const reportPage = page(
  "body{margin:0;padding:4px 0 8px;font:15px/1.6 system-ui,sans-serif;color:#1b1e21}p{margin:0 0 12px}td,th{padding:6px 14px 6px 0;text-align:left;border-bottom:1px solid #e5e5e0}",
  `<p>Dear customer,</p><p>I attach the assessor's report. In short: the insurance will cover the slates, the battens and the ceiling of the kitchen, but not the gutter, which was in poor condition before the storm.</p>
<table cellspacing="0"><tr><th>Item</th><th>Covered</th></tr><tr><td>Slates and battens</td><td>€ 4,310</td></tr><tr><td>Ceiling of the kitchen</td><td>€ 1,120</td></tr><tr><td>Gutter</td><td>not covered</td></tr></table>
<p style="margin-top:16px">If you agree with the figures on page 3, please sign and return the last page by the end of the month. The payment then follows within ten days. You find the terms on <a href="https://www.fairmount-mutual.example/terms">our pages</a>.</p><p>With kind regards,<br>Ruth Alder<br>Fairmount Mutual</p>`,
);

export const weeklyPage = page(
  "body{margin:0;font:15px/1.6 Georgia,serif;background:#f3efe6;color:#222}.c{max-width:560px;margin:0 auto;background:#fff;padding:28px}h1{font-size:26px;line-height:1.2;margin:0 0 14px}h2{font-size:18px;margin:24px 0 6px}.p{height:120px;border:1px dashed #bbb;display:grid;place-items:center;color:#777;font:13px sans-serif}",
  `<div class="c"><h1>Five ways to keep the rain out</h1><div class="p">[Picture: a roof in the rain]</div><p>This week: five ways to keep the rain out, a test of nail guns, and what the new rules for scaffolds mean for you.</p><h2>1. Look up before you climb up</h2><p>Most leaks are seen from the street. Take a pair of binoculars and ten minutes.</p><h2>2. Start at the chimney</h2><p>Lead moves with the seasons. Where it meets the roof, so does the water.</p><h2>3. Leaves are patient</h2><p>A gutter that is clean in May is full in November.</p></div>`,
);

export const quotingPage = page(
  "html{background:#fff;color:#1b1e21}body{margin:0;padding:4px 0 8px;font:15px/1.55 system-ui,sans-serif}blockquote{margin:8px 0 8px 2px;padding-left:12px;border-left:2px solid #d8d8d2}@media (prefers-color-scheme: dark){body{background:#17191b;color:#e7e9ea}}",
  `<p>Cześć Nora,</p><p>the pictures from the site. Śnieg was faster than we were, the north side waits until spring.</p><p>Łukasz</p><div class="gmail_quote"><div class="gmail_attr">On Tuesday Nora Lindqvist wrote:</div><blockquote class="gmail_quote"><p>How does the north side look? We would like to order the slates this week.</p><p>Nora</p></blockquote></div>`,
);
