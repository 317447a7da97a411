/** The look: a blue and grey office product, nothing of the portal's. */
export const STYLE = `
:root{--blue:#1f5fd6;--ink:#1d2129;--grey:#5b6270;--line:#d9dde5;--ground:#f2f4f8;--red:#b42318;--green:#0b6b3a}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:14px/22px -apple-system,"Segoe UI",Roboto,"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
header{display:flex;flex-wrap:wrap;gap:8px 24px;align-items:center;background:#14315f;color:#fff;padding:12px 24px}
header strong{display:flex;gap:8px;align-items:center}
.mark{width:18px;height:18px;border-radius:5px;background:#5aa2ff}
header nav{display:flex;flex-wrap:wrap;gap:4px 16px}
header a{color:#dbe7ff;text-decoration:none;padding:3px 4px}
header a.here{color:#fff;border-bottom:2px solid #5aa2ff}
header .lang{margin-left:auto}
main{max-width:1080px;margin:24px auto;padding:0 16px}
body.consent main{max-width:560px}
body.phone main{max-width:460px}
h1{font-size:22px;line-height:30px;margin:0 0 16px}
h2{font-size:16px;margin:0 0 12px}
.card{background:#fff;border:1px solid var(--line);border-radius:6px;padding:20px;margin-bottom:16px;overflow-x:auto}
.warn{border-left:4px solid var(--red)}
.good{border-left:4px solid var(--green)}
.quiet{color:var(--grey)}
label{display:block;margin:0 0 12px}
label.row{display:flex;gap:8px;align-items:center}
input[type=text],input[type=number],select,textarea{width:100%;padding:7px 10px;border:1px solid #8a93a3;border-radius:4px;font:inherit;background:#fff;color:inherit}
button,.button{display:inline-block;border:1px solid var(--blue);background:var(--blue);color:#fff;border-radius:4px;padding:7px 16px;font:inherit;cursor:pointer;text-decoration:none}
button.plain,.button.plain{background:#fff;color:var(--blue)}
button.danger{background:#fff;color:var(--red);border-color:var(--red)}
:focus-visible{outline:3px solid #f5a623;outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:13px;line-height:20px}
th,td{text-align:left;vertical-align:top;padding:8px;border-bottom:1px solid var(--line)}
code,pre{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:12px;word-break:break-all;white-space:pre-wrap}
dl{display:grid;grid-template-columns:max-content 1fr;gap:6px 16px;margin:0}
dl+*{margin-top:14px}li{padding:5px 0}
dt{color:var(--grey)}dd{margin:0}
.row{display:flex;flex-wrap:wrap;gap:8px;align-items:end}
.ok{color:var(--green)}.bad{color:var(--red)}
.bubble{background:#fff;border:1px solid var(--line);border-radius:10px;padding:10px 14px;margin:0 0 10px}
.bubble.mine{background:#d7e8ff;margin-left:48px}
main a{color:#174ea6}
footer{color:var(--grey);text-align:center;padding:16px}
`;
