#pragma once

#include <string_view>

/// What every page brings along: its style, and a script that only adds comfort (sorting, filtering), for the page is
/// complete without.
namespace leeway::inline v0_1::html {

inline constexpr std::string_view style = R"(
:root{color-scheme:light dark;--bg:#fff;--fg:#1b2027;--dim:#57606a;--line:#dde2e7;--soft:#f4f6f8;--base:#c9d0d8;
--edge:#7b8591;--live:#0b5cad;--drift:#b42318;--minor:#8a5300;--insufficient:#5b4bb5;--stable:#2b6e4b}
@media(prefers-color-scheme:dark){:root{--bg:#14181d;--fg:#e7eaee;--dim:#a4aeb9;--line:#2d343c;--soft:#1c2229;
--base:#414b56;--edge:#828d99;--live:#7cb7ff;--drift:#ff8d82;--minor:#efb453;--insufficient:#b3a7ff;--stable:#7fcf9f}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"Noto Sans","DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
header,main,footer{max-width:1120px;margin:0 auto;padding:0 20px}
header{padding-top:28px}
h1{font-size:1.5rem;line-height:1.3;margin:4px 0 0;font-weight:600;overflow-wrap:anywhere}
h1 b{font-weight:700;margin-right:.35em;white-space:nowrap}
h2{font-size:1.1rem;margin:0 0 8px}
p{margin:0 0 8px}
.dim,.eyebrow,footer{color:var(--dim)}
.nb{white-space:nowrap}
.eyebrow{font-size:.875rem;margin:0}
.warn{border-left:4px solid var(--minor);background:var(--soft);padding:8px 12px;margin:12px 0}
.drift{color:var(--drift)}.minor{color:var(--minor)}.insufficient{color:var(--insufficient)}.stable{color:var(--stable)}
.top{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.15fr);gap:16px 40px;margin:20px 0 24px;
align-items:start}
.num{display:flex;flex-wrap:wrap;justify-content:space-between;gap:12px 20px;margin:0 0 22px}
.num div{display:flex;flex-direction:column-reverse;justify-content:flex-end}
.num dt{font-size:.875rem;color:var(--dim)}.num dd{margin:0;font-size:1.75rem;line-height:1.2;font-weight:600}
.facts{display:grid;grid-template-columns:auto minmax(0,1fr);gap:4px 16px;margin:0;font-size:.9375rem}
.facts dt{color:var(--dim)}.facts dd{margin:0;overflow-wrap:anywhere}
svg{display:block;width:100%;max-width:560px;height:auto;overflow:visible}
text{font-size:19px;fill:var(--fg);paint-order:stroke;stroke:var(--bg);stroke-width:6px;stroke-linejoin:round}
.l{fill:var(--dim)}.e{text-anchor:end}.m{text-anchor:middle}
.h{font-weight:600}
path{fill:none;stroke:var(--edge);stroke-width:2}
.ax{stroke:var(--edge)}.gr{stroke:var(--line)}.tol{stroke:var(--dim);stroke-dasharray:8 6}
.b{fill:var(--base);stroke:var(--edge);stroke-width:1.5}.bl{stroke:var(--edge);stroke-width:4}
.v{stroke:var(--live);stroke-width:3.5;stroke-linejoin:round}.w{fill:var(--live)}
.gap{stroke:var(--fg);stroke-width:3}
.k{stroke-width:4}.k.stable{stroke:var(--stable);stroke-width:3;stroke-opacity:.75}.k.drift{stroke:var(--drift);
stroke-width:5}
.k.minor{stroke:var(--minor)}.k.insufficient{stroke:var(--insufficient)}
svg a:hover .k,svg a:focus .k{stroke-width:8}
.z{position:absolute;width:0;height:0}
.s{width:120px;height:30px}.s .b{stroke-width:.5}.s .v{stroke-width:1.5}
.hb{width:100%;min-width:90px;max-width:220px;height:14px}.hb .b{stroke:none;fill:var(--edge)}
.c{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:end;margin:0 0 10px}
.c[hidden]{display:none}
.c label{display:grid;font-size:.875rem;color:var(--dim)}
.c output{color:var(--dim);font-size:.875rem;padding:6px 0}
input,select,.c button{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--edge);border-radius:6px;
padding:5px 10px;min-height:36px}
input{width:15em;max-width:100%}
button{cursor:pointer}
:focus-visible{outline:3px solid var(--live);outline-offset:2px;border-radius:3px}
table{border-collapse:collapse}
caption{text-align:left}
.f{width:100%;margin-bottom:28px}
.f>caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.f>thead th{position:sticky;top:0;background:var(--bg);z-index:1;font-size:.875rem;font-weight:500;color:var(--dim);
text-align:right;padding:6px 12px 6px 0;box-shadow:inset 0 -1px var(--edge);white-space:nowrap}
.f>thead th:nth-child(-n+2){text-align:left}.f>thead th:last-child{text-align:left;padding-left:12px}
th button{all:unset;cursor:pointer}th button:hover{color:var(--fg)}
th button:focus-visible{outline:3px solid var(--live)}
th[aria-sort] button{color:var(--fg);font-weight:600}
th[aria-sort=ascending] button::after{content:" \2191"}th[aria-sort=descending] button::after{content:" \2193"}
.r>*{padding:10px 12px 0 0;text-align:right;vertical-align:middle}
.r td:first-child{text-align:left;white-space:nowrap;width:1%}.r th{text-align:left;font-weight:600;
overflow-wrap:anywhere}
.r td:nth-child(n+3){white-space:nowrap;width:1%}.r td:last-child{padding-left:12px;width:132px;padding-right:0}
.js .r{cursor:pointer}
.d>td{padding:2px 0 10px;border-bottom:1px solid var(--line)}
.d summary{display:flex;gap:8px;cursor:pointer;color:var(--dim);font-size:.9375rem;overflow-wrap:anywhere;
list-style:none}
.d summary::-webkit-details-marker{display:none}
.d summary::before{content:"\25B8";flex:none;width:1em}
[open]>summary::before{content:"\25BE"!important}
.d summary:hover{color:var(--fg)}
[data-v=drift] summary{color:var(--fg)}
.o{display:block;font-weight:500}
.g{display:grid;grid-template-columns:minmax(0,1.15fr) minmax(0,1fr);gap:20px 40px;padding:16px 0 4px 1.5em}
.g>div>svg{margin-bottom:18px}
.g ul{margin:0;padding:0;list-style:none;font-size:.875rem;color:var(--dim);max-width:560px}.g li{margin:0 0 6px}
.x{overflow-x:auto}
.q,.t{font-size:.875rem}.q{width:100%}
.q caption,.t caption{font-weight:600;padding:0 0 4px}
.q td,.t td,.q th,.t th{padding:3px 14px 3px 0;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}
.q th,.t th{font-weight:400;color:var(--dim)}
.q th:first-child,.t th:first-child{text-align:left}.q th:first-child{white-space:normal;overflow-wrap:anywhere;
min-width:8em}
.q td+th::before{content:"";display:inline-block;width:.65em;height:.65em;margin-right:.4em;background:var(--edge)}
.q th+th::before{content:"";display:inline-block;width:.65em;height:.65em;margin-right:.4em;background:var(--live)}
.q td:nth-child(4){width:40%;padding-right:0}
.t td:nth-last-child(-n+2),.t th:nth-last-child(-n+2){text-align:left}.t td:last-child{white-space:normal;
min-width:14em}
.d .x+.x,.g+.x{margin:14px 0 6px 1.5em}
.n{font-weight:500;color:var(--drift);border:1px solid;border-radius:4px;padding:0 5px;font-size:.75rem}
footer{font-size:.875rem;padding-top:16px;padding-bottom:40px;border-top:1px solid var(--line)}
footer .facts{margin-bottom:20px}
.how p{max-width:75ch}
@media screen and (max-width:760px){
text{font-size:23px}
header,main,footer{padding-left:14px;padding-right:14px}header{padding-top:16px}h1{font-size:1.25rem}
.num{flex-wrap:nowrap;gap:8px}.num dt{font-size:.75rem;white-space:nowrap}.num dd{font-size:1.375rem}
.c label{flex:1}.c input,.c select{width:100%}
.top,.g{grid-template-columns:minmax(0,1fr)}.g{padding-left:0}.d .x+.x,.g+.x{margin-left:0}
.f,.f>tbody,.f>thead,.d,.d>td{display:block}
.f>thead tr{display:flex;flex-wrap:wrap;gap:2px 14px;padding-bottom:6px;border-bottom:1px solid var(--edge)}
.f>thead{display:none}.js .f>thead{display:block}.f>thead tr::before{content:"Sort by";font-size:.875rem;padding:6px 0}
.f>thead th{position:static;box-shadow:none;padding:6px 0}.f>thead th:last-child{display:none}
.r{display:grid;grid-template-columns:repeat(4,minmax(0,auto));gap:0 12px;padding-top:10px}
.r>*,.r td:nth-child(n+3){padding:0;width:auto;text-align:left;white-space:nowrap}
.r td:first-child{grid-area:1/1/2/4;width:auto}
.r th,.r th:nth-child(n){grid-area:2/1/3/4;font-size:1.0625rem;white-space:normal}
.r td:last-child{grid-area:1/4/3/5;justify-self:end;align-self:center;width:112px;padding:0}.s{width:112px;height:28px}
.r td:nth-child(3)::before{content:"weight"}.r td:nth-child(4)::before{content:"effect"}
.r td:nth-child(5)::before{content:"at least"}.r td:nth-child(6)::before{content:"adj. p"}
.r td:nth-child(n+3)::before{display:block;font-size:.75rem;color:var(--dim)}
}
@media print{
html{font-size:9pt}body{font-size:1rem}text{font-size:22px}.num{flex-wrap:nowrap;gap:8px}.num dt{font-size:.75rem;
white-space:nowrap}:root{--bg:#fff;--fg:#000;--dim:#444;--line:#ccc;--soft:#eee;--base:#ccc;--edge:#777;--live:#0b5cad;
--drift:#b42318;--minor:#8a5300;--insufficient:#5b4bb5;--stable:#2b6e4b}
.c{display:none!important}.f>thead th{position:static;box-shadow:none;border-bottom:1px solid var(--edge)}
.r,.d summary{break-after:avoid}.r,svg,.q,.t,li{break-inside:avoid}.d .x{overflow:visible}
header,main,footer{max-width:none;padding-left:0;padding-right:0}*{print-color-adjust:exact}
}
)";

inline constexpr std::string_view script = R"(
(()=>{
const all=(s,r)=>[...r.querySelectorAll(s)],one=s=>document.querySelector(s),root=document.documentElement;
const table=one('.f'),rows=[...table.tBodies],find=one('#find'),only=one('#only'),said=one('#said'),open=one('#open');
root.classList.add('js');one('.c').hidden=false;
const text=(row,i)=>row.rows[0].cells[i].textContent;
const figure=s=>s==='-'?NaN:parseFloat(s.replace(/[<>,%]/g,''));
const show=()=>{
  const wanted=find.value.toLowerCase();let n=0;
  for(const row of rows){
    row.hidden=!(text(row,1).toLowerCase().includes(wanted)&&(!only.value||row.dataset.v===only.value));
    n+=!row.hidden;
  }
  said.textContent=n+' of '+rows.length+(rows.length===1?' feature':' features')+' shown';
};
find.oninput=only.onchange=show;show();
const heads=all('thead th',table);
heads.forEach((head,i)=>{
  if(i>5)return;
  const button=document.createElement('button');
  button.type='button';button.textContent=head.textContent;
  button.title=i?'Sort by '+head.textContent:'Sort by verdict, then importance x drift';
  head.replaceChildren(button);
  const first=i>1&&i<5?-1:1;
  button.onclick=()=>{
    const now=head.getAttribute('aria-sort'),way=now?(now==='ascending'?-1:1):first;
    const order=rows.map((row,at)=>[row,at,i<2?text(row,i):figure(text(row,i))]);
    order.sort((a,b)=>{
      if(i===0)return way*(a[1]-b[1]);
      if(i===1)return way*a[2].localeCompare(b[2],'en',{numeric:true})||a[1]-b[1];
      const x=Number.isNaN(a[2]),y=Number.isNaN(b[2]);
      return x||y?x-y||a[1]-b[1]:way*(a[2]-b[2])||a[1]-b[1];
    });
    heads.forEach(h=>h.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort',way>0?'ascending':'descending');
    table.append(...order.map(o=>o[0]));
  };
});
if(heads.length)heads[0].setAttribute('aria-sort','ascending');
const details=rows.map(row=>row.querySelector('details'));
table.onclick=e=>{
  const row=e.target.closest('.r');
  if(row&&!getSelection().toString())row.parentNode.querySelector('details').toggleAttribute('open');
};
open.onclick=()=>{
  const seen=details.filter(d=>!d.closest('tbody').hidden),close=seen.every(d=>d.open);
  seen.forEach(d=>d.open=!close);name();
};
const name=()=>{
  const seen=details.filter(d=>!d.closest('tbody').hidden);
  open.textContent=seen.length&&seen.every(d=>d.open)?'Close all':'Open all';
};
table.addEventListener('toggle',name,true);
const go=()=>{
  const d=/^#f\d+$/.test(location.hash)&&one(location.hash);
  if(!d)return;
  if(d.closest('tbody').hidden){find.value=only.value='';show()}
  d.open=true;d.closest('tbody').scrollIntoView();d.firstChild.focus({preventScroll:true});
};
addEventListener('hashchange',go);go();
let closed=[];
addEventListener('beforeprint',()=>{closed=all('[data-v=drift] details:not([open])',table);
closed.forEach(d=>d.open=true)});
addEventListener('afterprint',()=>closed.forEach(d=>d.open=false));
})();
)";

/// What a content security policy calls the script: base64 of its SHA-256. A test keeps it true.
inline constexpr std::string_view script_hash = "4CLN4vnZZrzMN8ZrYuIPIRABMHnlTx4K62pbSzZmLzU=";

}  // namespace leeway::inline v0_1::html
