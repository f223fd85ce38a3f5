/**
 * The style sheet of the page of the exposure map, and its digest, by which the page's own policy allows it alone.
 *
 * No script, image, font or address: the page looks the same from a file, in an attachment and behind a strict policy.
 * States are told apart by sign and word, never by color alone.
 */

/** See the head of this file. */
export const mapPageStyle = `
:root{color-scheme:light dark;--page:#f7f8fa;--card:#fff;--text:#1b1f24;--dim:#57606a;--line:#d8dee4;--accent:#0b5cad;
--open:#b3122b;--open-back:#ffd9dd;--unknown:#8a2f00;--unknown-back:#ffe2d1;--signed-in:#9a3412;--signed-in-back:#ffe6cf;
--possible:#6b4e00;--possible-back:#fff1bf;--role:#5b3fa8;--role-back:#e8e0ff;--tied:#116329;--tied-back:#d5f2dc;--public:#155e75;--public-back:#d3eef6}
@media (prefers-color-scheme:dark){:root{--page:#0f1318;--card:#171c23;--text:#e6edf3;--dim:#9aa7b4;--line:#303843;--accent:#6cb1ff;
--open:#ff9aa5;--open-back:#5a1320;--unknown:#ffb58c;--unknown-back:#4f260f;--signed-in:#ffbd85;--signed-in-back:#4a2a10;
--possible:#f2d46b;--possible-back:#443708;--role:#c9b8ff;--role-back:#33275c;--tied:#8fdfa5;--tied-back:#123b20;--public:#8fd6ea;--public-back:#0f3a47}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main,header,footer{max-width:1500px;margin:0 auto;padding:0 24px}
header{padding-top:28px}
h1{font-size:26px;margin:0;letter-spacing:-.01em}
h2{font-size:19px;margin:40px 0 12px}
h3{font-size:15px;margin:0;font-weight:600;overflow-wrap:anywhere}
p{margin:6px 0}
a{color:var(--accent)}
a:focus-visible,summary:focus-visible,input:focus-visible+span,.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
code,.place,.path{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:13px}
.dim{color:var(--dim)}
.skip{position:absolute;left:-9999px}
.skip:focus{left:24px;top:8px;background:var(--card);padding:6px 10px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.tiles{display:flex;flex-wrap:wrap;gap:12px;margin:20px 0 8px;padding:0;list-style:none}
.tiles li{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 16px;min-width:130px}
.tiles b{display:block;font-size:26px;line-height:1.2;font-variant-numeric:tabular-nums}
.legend{display:flex;flex-wrap:wrap;gap:8px 16px;margin:12px 0;padding:0;border:0}
.legend legend{float:left;padding:0;margin-right:4px;color:var(--dim)}
.legend label{display:inline-flex;align-items:center;gap:6px;cursor:pointer}
.mark{display:inline-flex;align-items:center;justify-content:center;gap:3px;min-width:26px;height:26px;padding:0 4px;border-radius:6px;font-weight:700;font-size:13px;text-decoration:none}
.open{color:var(--open);background:var(--open-back)}
.unknown{color:var(--unknown);background:var(--unknown-back)}
.signed-in{color:var(--signed-in);background:var(--signed-in-back)}
.possible{color:var(--possible);background:var(--possible-back)}
.role{color:var(--role);background:var(--role-back)}
.tied{color:var(--tied);background:var(--tied-back)}
.public{color:var(--public);background:var(--public-back)}
.changed{outline:2px solid var(--accent);outline-offset:1px}
.scroll{overflow:auto;max-height:80vh;background:var(--card);border:1px solid var(--line);border-radius:10px}
table{border-collapse:separate;border-spacing:0}
th,td{border-bottom:1px solid var(--line);padding:5px 6px;text-align:center;font-weight:400}
thead th{position:sticky;top:0;z-index:2;background:var(--card);vertical-align:bottom}
thead th span.turn{writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap;max-height:190px;overflow:hidden;text-overflow:ellipsis;margin:0 auto}
thead th small{display:block;color:var(--dim);font-size:11px}
tbody th,thead th:first-child{position:sticky;left:0;z-index:1;background:var(--card);text-align:left;min-width:360px;max-width:520px}
thead th:first-child{z-index:3}
tbody th{overflow-wrap:anywhere}
tbody tr:hover th,tbody tr:hover td{background:var(--page)}
td .mark+.mark{margin-left:3px}
.method{display:inline-block;min-width:58px;margin-right:8px;font-size:12px;font-weight:700;color:var(--dim)}
.cards{display:grid;gap:14px}
.card{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--line);border-radius:10px;padding:14px 18px;scroll-margin-top:12px}
.card:target,.record:target{box-shadow:0 0 0 3px var(--accent)}
.card.edge-open,.card.edge-unknown{border-left-color:var(--open)}
.card.edge-signed-in{border-left-color:var(--signed-in)}
.card.edge-possible{border-left-color:var(--possible)}
.card.edge-role{border-left-color:var(--role)}
.card.edge-tied{border-left-color:var(--tied)}
.card.edge-public{border-left-color:var(--public)}
.record{border-top:1px solid var(--line);margin-top:10px;padding-top:10px;scroll-margin-top:12px}
.record p{margin:3px 0}
.types{display:flex;flex-wrap:wrap;gap:5px;margin:6px 0;padding:0;list-style:none}
.types li{border:1px solid var(--line);border-radius:999px;padding:0 9px;font-size:13px}
.facts{margin:4px 0;padding-left:20px}
summary{cursor:pointer;color:var(--accent);width:fit-content}
ol.way{margin:6px 0 0;padding-left:26px}
.changes{display:grid;gap:8px;margin:0;padding:0;list-style:none}
.changes li{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--line);border-radius:10px;padding:8px 14px;overflow-wrap:anywhere}
.changes li.worse{border-left-color:var(--open)}
.changes b{text-transform:uppercase;font-size:12px;letter-spacing:.04em;margin-right:8px}
footer{padding-top:32px;padding-bottom:40px;color:var(--dim)}
body:has(#show-open:not(:checked)) .row-open,body:has(#show-unknown:not(:checked)) .row-unknown,body:has(#show-signed-in:not(:checked)) .row-signed-in,body:has(#show-possible:not(:checked)) .row-possible,body:has(#show-role:not(:checked)) .row-role,body:has(#show-tied:not(:checked)) .row-tied,body:has(#show-public:not(:checked)) .row-public{display:none}
@media print{.scroll{max-height:none;overflow:visible}.legend input,.skip{display:none}.card{break-inside:avoid}}
`;

/** SHA-256 of the style sheet, as a policy names it; a test makes it anew. */
export const mapPageStyleDigest = 'sha256-3xmCvxbiWXu9Xr2Ok0UHsVa0OTgBHuXZzxjqywBbSVc=';
