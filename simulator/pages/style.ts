/** The look: a navy and blue office product of its own, light and dark, nothing of the portal's. */
export const STYLE = `
:root{color-scheme:light dark;--blue:#1f5fd6;--on-blue:#fff;--link:#174ea6;--ink:#1d2129;--grey:#545b69;--line:#d9dde5;--field:#7c8696;--ground:#f2f4f8;--paper:#fff;--soft:#f6f8fb;--red:#b42318;--green:#0b6b3a;--amber:#8a5300;--mine:#d7e8ff;--bar:#14315f;--bar2:#1d4079;--bar-ink:#dbe7ff}
@media (prefers-color-scheme:dark){:root{--blue:#6ea3ff;--on-blue:#0b1526;--link:#9cc2ff;--ink:#e6e9ef;--grey:#a7b0be;--line:#333b49;--field:#7d8796;--ground:#11151c;--paper:#1a202a;--soft:#202836;--red:#ff9a8f;--green:#6fd39c;--amber:#f0bd6a;--mine:#1f3b66;--bar:#0c1a33;--bar2:#132645;--bar-ink:#c7d7f5}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:14px/22px -apple-system,"Segoe UI",Roboto,"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",sans-serif;font-variant-numeric:tabular-nums}
.skip{position:absolute;left:-9999px}.skip:focus{left:8px;top:8px;background:var(--paper);color:var(--link);padding:8px 12px;z-index:2}
header{background:var(--bar);color:#fff}
.bar{display:flex;flex-wrap:wrap;gap:4px 24px;align-items:center;padding:10px 24px}
.bar.tools{background:var(--bar2);padding:4px 24px;font-size:13px}
.brand{display:flex;gap:8px;align-items:center;font-weight:700;color:#fff}
.brand .mark{width:18px;height:18px;border-radius:5px;background:linear-gradient(135deg,#5aa2ff,#3de0c4)}
header nav{display:flex;gap:2px 8px;overflow-x:auto;scrollbar-width:none;min-width:0}
header a{color:var(--bar-ink);text-decoration:none;padding:5px 8px;white-space:nowrap;border-radius:4px}
header a.brand{padding-left:0}
header nav a:hover{background:rgba(255,255,255,.1)}
header nav a[aria-current]{color:#fff;box-shadow:inset 0 -2px 0 #5aa2ff;border-radius:0}
.bar.tools{flex-wrap:nowrap}.tools .tag{color:var(--bar-ink);white-space:nowrap}
header .lang{margin-left:auto}
main{max-width:1120px;margin:24px auto;padding:0 16px}
body.consent main{max-width:560px}
body.phone main{max-width:560px}
h1{font-size:22px;line-height:30px;margin:0 0 16px;overflow-wrap:anywhere}
h2{font-size:16px;line-height:24px;margin:0 0 12px}
h3{font-size:14px;margin:16px 0 8px}
p{margin:0 0 12px}p:last-child{margin-bottom:0}
.card{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:20px;margin-bottom:16px}
.card .card{background:var(--soft);padding:14px 16px;margin:14px 0 0}
.warn{border-left:4px solid var(--red)}
.good{border-left:4px solid var(--green)}
.quiet{color:var(--grey)}
.lead{color:var(--grey);margin:-8px 0 16px}
.columns{display:grid;grid-template-columns:1fr 1fr;gap:0 16px;align-items:start}
label{display:block;margin:0 0 12px}
label.row,.checks label{display:flex;gap:8px;align-items:center;margin:0 0 8px}
fieldset{border:1px solid var(--line);border-radius:6px;margin:0 0 12px;padding:10px 14px}
legend{padding:0 6px;color:var(--grey)}
input[type=text],input[type=number],input[type=search],select,textarea{width:100%;padding:7px 10px;border:1px solid var(--field);border-radius:4px;font:inherit;background:var(--paper);color:var(--ink);min-height:38px}
textarea{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:12px;line-height:18px;min-height:200px}
input[type=checkbox]{flex:none;width:18px;height:18px;margin:0;accent-color:var(--blue)}
button,.button{display:inline-block;white-space:nowrap;min-height:38px;border:1px solid var(--blue);background:var(--blue);color:var(--on-blue);border-radius:4px;padding:7px 16px;font:inherit;line-height:22px;cursor:pointer;text-decoration:none}
button.plain,.button.plain{background:transparent;color:var(--link);border-color:var(--field)}
button.danger{background:transparent;color:var(--red);border-color:var(--red)}
button.small,.button.small{min-height:30px;padding:3px 10px;font-size:13px}
:focus-visible{outline:3px solid #d98200;outline-offset:2px}
.scroll{overflow-x:auto;margin:0 -20px;padding:0 20px}
table{border-collapse:collapse;width:100%;font-size:13px;line-height:20px}
th,td{text-align:left;vertical-align:top;padding:8px 12px 8px 0;border-bottom:1px solid var(--line)}
tbody tr:last-child td{border-bottom:0}
th{color:var(--grey);font-weight:400;white-space:nowrap}
td.tight,.nowrap{white-space:nowrap}
code,pre{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:12px;overflow-wrap:anywhere;white-space:pre-wrap}
pre{margin:0;line-height:18px}
td code{overflow-wrap:normal}
dl{display:grid;grid-template-columns:minmax(96px,max-content) minmax(0,1fr);gap:6px 16px;margin:0}
dl+*{margin-top:14px}
dt{color:var(--grey)}dd{margin:0;min-width:0}
ul,ol{margin:0;padding-left:20px}ul.plain{list-style:none;padding:0}li{padding:5px 0}
ol.steps{padding:0;list-style:none;counter-reset:step}
ol.steps>li{counter-increment:step;display:grid;grid-template-columns:28px minmax(0,1fr);gap:4px 12px;padding:10px 0;border-bottom:1px solid var(--line)}
ol.steps>li:last-child{border-bottom:0}
ol.steps>li::before{content:counter(step);width:26px;height:26px;border-radius:50%;border:1px solid var(--field);text-align:center;line-height:24px;color:var(--grey)}
ol.steps>li.done::before{content:"✓";background:var(--green);border-color:var(--green);color:var(--paper)}
.row{display:flex;flex-wrap:wrap;gap:8px 12px;align-items:end}
.row>label{flex:1 1 180px;margin:0}.row>label.fixed{flex:0 0 auto}
form+form,.row+.row,.scroll+form,.row+p{margin-top:14px}
.row form+form{margin-top:0}
.ok{color:var(--green)}.bad{color:var(--red)}.wait{color:var(--amber)}
.badge{white-space:nowrap}
details{margin:12px 0}td details{margin:0}.row+label{margin-top:12px}summary{cursor:pointer;color:var(--link);padding:4px 0}
.phone-frame{border:1px solid var(--line);border-radius:18px;background:var(--soft);padding:16px;margin-bottom:16px}
.bubble{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:10px 14px;margin:0 48px 10px 0;overflow-wrap:anywhere}
.bubble .text{white-space:pre-wrap}.bubble form{display:inline-block;margin:8px 8px 0 0}
.bubble.mine{background:var(--mine);margin:0 0 10px 48px}
.bubble .quiet{display:block;font-size:12px;line-height:18px}
.bubble strong{display:block}
main a{color:var(--link)}main a.button{color:var(--on-blue)}main a.button.plain{color:var(--link)}
.pager{display:flex;gap:12px;margin-top:12px}
footer{color:var(--grey);text-align:center;padding:16px}
@media (max-width:640px){.tools .tag{display:none}.bar{gap:4px 12px}.bar>nav{order:3;flex:1 1 100%}.tools>nav{order:0;flex:1 1 auto}td.act{white-space:nowrap}.bar{padding:10px 16px}.bar.tools{padding:4px 16px}.columns{grid-template-columns:1fr}dl{grid-template-columns:1fr}dt{margin-top:6px}dd+dt{margin-top:8px}.card{padding:16px}.scroll{margin:0 -16px;padding:0 16px}main{margin:16px auto;padding:0 12px}.bubble{margin-right:24px}.bubble.mine{margin-left:24px}}
`;
