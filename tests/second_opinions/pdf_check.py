#!/usr/bin/env python3
# This checker is independent of the writer: it shares no code, no library and no assumption with the crate `pdf`. Keep it so.
# A finding is mended in the writer. A rule of the checker changes only if the standard or a viewer contradicts it.
"""pdf_check.py FILE.pdf (--manifest manifest.json | --eml DIR) [--pdfa 3u|3a|3b|4f|4|none] [--json] [--quiet]

Independent check of a mail hand-over PDF.  Needs: pikepdf (pip; fonttools too, for widths), qpdf, poppler-utils, mupdf-tools.
Shares no code with the writer.  Exit: 0 no error, 1 errors, 2 could not check.
Severities: error (fails), warn (look at it), note (EA-PDF items and remarks; never fails).

manifest.json: {"pdfa":"3u","pages":N,"front_pages":N,"messages":[{"n":1,"subject":"..","eml":"rel/path",
  "page_first":P,"page_last":P,"index_page":"label","source_embedded":"name"|null,"source_sha256":"..",
  "attachments":[{"name":"..","embedded_name":"..","mime":"..","size":N,"sha256":".."}]}]}
Page numbers in it are physical, from 1; paths are relative to the manifest.  It is taken as the writer's claim:
attachments are recomputed from the EML wherever one is there.
"""
import argparse, collections, email, email.header, email.policy, hashlib, html.parser, json, os, re, subprocess, sys, unicodedata, zlib
import xml.etree.ElementTree as ET
try:
    import pikepdf
except ImportError:
    print('pikepdf missing: pip install pikepdf', file=sys.stderr); sys.exit(2)

F = []                                        # findings
COUNT = collections.Counter()
def add(check, sev, msg, page=None):
    COUNT[(check, sev)] += 1
    if COUNT[(check, sev)] <= 40:
        F.append(dict(check=check, severity=sev, page=page, message=msg))
D, S, A, N, T = pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array, pikepdf.Name, pikepdf.String
def isd(o): return isinstance(o, (D, S))
def name(o): return str(o)[1:] if isinstance(o, N) else str(o)
def run(*a):
    p = subprocess.run(a, capture_output=True); return p.returncode, p.stdout, p.stderr

# ---------- text ----------
CTRL = re.compile('[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufe0e\ufe0f]')
def norm(s): return CTRL.sub('', unicodedata.normalize('NFKC', s))
RTL = re.compile('[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]')
NOSP = re.compile('[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]')
def words(s):
    """whitespace-normalised words; scripts without spaces count by character; in right-to-left words
    punctuation and points are dropped, since extraction puts them in visual order"""
    out = []
    for w in norm(s).split():
        if RTL.search(w): out += re.findall(r'\w+', ''.join(c for c in w if unicodedata.category(c) != 'Mn'))
        elif NOSP.search(w):
            buf = ''
            for c in w:
                if NOSP.match(c):
                    if buf: out.append(buf); buf = ''
                    out.append(c)
                else: buf += c
            if buf: out.append(buf)
        else: out.append(w)
    return out
class H2T(html.parser.HTMLParser):
    VOID = {'area','base','br','col','embed','hr','img','input','link','meta','source','track','wbr'}
    BLOCK = {'p','div','td','th','tr','li','br','h1','h2','h3','h4','h5','h6','pre','blockquote','table','ul','ol','dt','dd','hr','center','option','img','article','section'}
    def __init__(s): super().__init__(convert_charrefs=True); s.out = []; s.skip = []; s.stack = []
    def handle_starttag(s, t, at):
        if t in s.BLOCK: s.out.append(' ')
        if t in s.VOID: return
        st = (dict(at).get('style') or '').replace(' ', '').lower()
        h = t in ('script','style','title','template','noscript','textarea','noframes','svg','iframe','object','select') or 'display:none' in st or 'visibility:hidden' in st or re.search(r'font-size:0(px|pt|em|%)?(;|$)', st) or 'mso-hide:all' in st or any(k == 'hidden' for k, _ in at)
        s.stack.append((t, bool(h)))
    def handle_endtag(s, t):
        if t in s.BLOCK: s.out.append(' ')
        for i in range(len(s.stack) - 1, -1, -1):
            if s.stack[i][0] == t: del s.stack[i:]; break
    def handle_data(s, d):
        if not any(h for _, h in s.stack): s.out.append(d)
def h2t(h):
    p = H2T()
    try: p.feed(re.sub(r'(?s)<!--.*?-->', '', h)); p.close()
    except Exception: pass
    return ''.join(p.out)
def dec(v):
    try: return str(email.header.make_header(email.header.decode_header(str(v or ''))))
    except Exception: return str(v or '')
def part_text(p):
    b = p.get_payload(decode=True)
    if b is None: return ''
    for cs in (p.get_content_charset(), 'utf-8', 'latin-1'):
        try: return b.decode(cs or 'utf-8')
        except Exception: pass
    return b.decode('latin-1')
def eml(b):
    m = email.message_from_bytes(b); texts = []; htmls = []; atts = []; every = {hashlib.sha256(p.get_payload(decode=True) or b'').hexdigest() for p in m.walk() if not p.is_multipart()}
    def walk(p, depth=0):
        if p.is_multipart():
            if p.get_content_type() == 'message/rfc822' and depth: return
            for q in p.get_payload():
                if hasattr(q, 'walk'): walk(q, depth + 1)
            return
        fn = p.get_filename(); disp = p.get_content_disposition(); ct = p.get_content_type()
        if disp == 'attachment' or (fn and not ct.startswith('text/')) or (not ct.startswith('text/') and not ct.startswith('multipart/')):
            d = p.get_payload(decode=True)
            if d is not None: atts.append((dec(fn) if fn else '', hashlib.sha256(d).hexdigest(), len(d), disp, p.get('Content-ID')))
        elif ct == 'text/html': htmls.append(part_text(p))
        elif ct == 'text/plain': texts.append(part_text(p))
        elif fn:
            d = p.get_payload(decode=True) or b''; atts.append((dec(fn), hashlib.sha256(d).hexdigest(), len(d), disp, None))
    walk(m)
    return m, texts, htmls, atts, every

# ---------- ToUnicode ----------
def cmap(st):
    s = st.read_bytes().decode('latin1'); m = {}
    for b in re.findall(r'beginbfchar(.*?)endbfchar', s, re.S):
        for a, c in re.findall(r'<\s*([0-9A-Fa-f]+)\s*>\s*<\s*([0-9A-Fa-f\s]*)>', b): m[int(a, 16)] = re.sub(r'\s', '', c)
    for b in re.findall(r'beginbfrange(.*?)endbfrange', s, re.S):
        for a, z, l, c in re.findall(r'<\s*([0-9A-Fa-f]+)\s*>\s*<\s*([0-9A-Fa-f]+)\s*>\s*(?:\[(.*?)\]|<\s*([0-9A-Fa-f]+)\s*>)', b, re.S):
            a, z = int(a, 16), int(z, 16)
            if l:
                for i, x in enumerate(re.findall(r'<\s*([0-9A-Fa-f]*)\s*>', l)): m[a + i] = x
            elif c:
                for k in range(a, min(z, a + 65535) + 1): m[k] = c[:-4] + '%04X' % ((int(c[-4:], 16) + k - a) & 0xFFFF)
    return m
def u16(h):
    try: return bytes.fromhex(h).decode('utf-16-be', 'surrogatepass')
    except Exception: return ''

class Pdf:
    def __init__(s, path, level):
        s.path = path; s.pdf = pikepdf.open(path, suppress_warnings=True); s.root = s.pdf.Root; s.level = level
        s.pages = list(s.pdf.pages); s.num = {p.obj.objgen: i + 1 for i, p in enumerate(s.pages)}
        s.fonts = {}; s.cm = {}; s.colors = collections.defaultdict(set); s.seen = set(); s.maxq = 0
        rc, out, _ = run('pdftotext', '-enc', 'UTF-8', path, '-'); s.text = out.decode('utf-8', 'replace').split('\f')[:len(s.pages)]
        s.text += [''] * (len(s.pages) - len(s.text)); s._raw = s._lay = None
    def raw(s):
        if s._raw is None:
            s._raw = run('pdftotext', '-raw', '-enc', 'UTF-8', s.path, '-')[1].decode('utf-8', 'replace').split('\f')[:len(s.pages)]; s._raw += [''] * (len(s.pages) - len(s._raw))
        return s._raw
    def lay(s):
        if s._lay is None:
            s._lay = run('pdftotext', '-layout', '-enc', 'UTF-8', s.path, '-')[1].decode('utf-8', 'replace').split('\f')[:len(s.pages)]; s._lay += [''] * (len(s.pages) - len(s._lay))
        return s._lay
    def labels(s):
        try: nt = list(pikepdf.NumberTree(s.root.PageLabels).items())
        except Exception: return None
        out = []; nt.sort(key=lambda x: int(x[0]))
        if not nt or int(nt[0][0]) != 0: add('labels', 'error', 'page labels do not begin at page index 0')
        def rom(n):
            r = ''
            for v, c in ((1000,'m'),(900,'cm'),(500,'d'),(400,'cd'),(100,'c'),(90,'xc'),(50,'l'),(40,'xl'),(10,'x'),(9,'ix'),(5,'v'),(4,'iv'),(1,'i')):
                while n >= v: r += c; n -= v
            return r
        for i in range(len(s.pages)):
            cur = None
            for k, d in nt:
                if int(k) <= i: cur = (int(k), d)
            if cur is None: out.append(''); continue
            k, d = cur; st = name(d.S) if '/S' in d else ''; n = int(d.get('/St', 1)) + i - k
            body = {'D': str(n), 'r': rom(n), 'R': rom(n).upper(), 'a': chr(97 + (n-1) % 26) * ((n-1)//26 + 1), 'A': chr(65 + (n-1) % 26) * ((n-1)//26 + 1)}.get(st, '')
            out.append(str(d.get('/P', '')) + body)
        return out
    def dest_page(s, d, depth=0):
        """physical page number of a destination, or None"""
        if depth > 4 or d is None: return None
        if isinstance(d, D) and '/D' in d and '/S' not in d: return s.dest_page(d.D, depth + 1)
        if isinstance(d, A) and len(d):
            return s.num.get(d[0].objgen) if isinstance(d[0], D) else None
        k = str(d)
        try:
            if '/Names' in s.root and '/Dests' in s.root.Names:
                nt = pikepdf.NameTree(s.root.Names.Dests)
                if k in nt: return s.dest_page(nt[k], depth + 1)
        except Exception: pass
        if '/Dests' in s.root and (k if k.startswith('/') else '/' + k) in s.root.Dests: return s.dest_page(s.root.Dests[k if k.startswith('/') else '/' + k], depth + 1)
        return None
    def outline(s):
        """[(title, page, depth)]; finds cycles and dangling entries"""
        out = []; seen = set()
        def go(o, depth):
            while o is not None:
                if o.objgen in seen: add('outline', 'error', 'outline has a cycle'); return
                seen.add(o.objgen); d = o.get('/Dest'); a = o.get('/A')
                if d is None and a is not None and a.get('/S') == '/GoTo': d = a.get('/D')
                pg = s.dest_page(d)
                if pg is None and (d is not None or '/First' not in o): add('outline', 'error', f'outline entry "{str(o.get("/Title"))[:60]}" leads nowhere')
                out.append((str(o.get('/Title', '')), pg, depth))
                if '/First' in o and depth < 40: go(o.First, depth + 1)
                o = o.get('/Next')
        if '/Outlines' in s.root and '/First' in s.root.Outlines: go(s.root.Outlines.First, 0)
        return out

    # ----- walk content -----
    def cs(s, c, pg, res=None):
        if c is None: return
        if isinstance(c, N):
            n = name(c)
            if n in ('DeviceRGB', 'DeviceCMYK', 'DeviceGray', 'RGB', 'CMYK', 'G'): s.colors[{'RGB': 'DeviceRGB', 'CMYK': 'DeviceCMYK', 'G': 'DeviceGray'}.get(n, n)].add(pg)
            elif res is not None and '/ColorSpace' in res and str(c) in res.ColorSpace: s.cs(res.ColorSpace[str(c)], pg)
        elif isinstance(c, A) and len(c):
            n = name(c[0])
            if n in ('Indexed', 'I', 'Separation', 'DeviceN', 'Pattern') and len(c) > 1: s.cs(c[1] if n in ('Indexed', 'I', 'Pattern') else c[2], pg)
            if n == 'ICCBased':
                d = c[1].read_bytes()[:128]
                if d[36:40] != b'acsp': add('color', 'error', 'ICCBased colour space without a valid profile', pg)
    def font(s, f, pg):
        k = f.objgen if f.is_indirect else id(f)
        if k in s.fonts: return k
        sub = name(f.Subtype); desc = f; fd = f.get('/FontDescriptor'); bf = name(f.get('/BaseFont', '?'))
        if sub == 'Type0':
            desc = f.get('/DescendantFonts', A([]))[0] if len(f.get('/DescendantFonts', A([]))) else None
            if not isd(desc): add('fonts', 'error', f'{bf}: no descendant font', pg); desc = D()
            fd = desc.get('/FontDescriptor')
            if desc.get('/Subtype') == '/CIDFontType2' and '/CIDToGIDMap' not in desc: add('fonts', 'error', f'{bf}: CIDFontType2 without CIDToGIDMap', pg)
        emb = sub == 'Type3' or (isd(fd) and any(x in fd for x in ('/FontFile', '/FontFile2', '/FontFile3')))
        if not emb: add('fonts', 'error', f'font {bf} ({sub}) is not embedded', pg)
        elif sub != 'Type3':
            ff = next(fd[x] for x in ('/FontFile', '/FontFile2', '/FontFile3') if x in fd)
            try:
                ln = len(ff.read_bytes())
                if ln < 60: add('fonts', 'error', f'font {bf}: embedded program of {ln} bytes', pg)
                s.fontbytes = getattr(s, 'fontbytes', 0); h = (ln, zlib.crc32(ff.read_raw_bytes())); s.progs = getattr(s, 'progs', collections.Counter()); s.progs[h] += 1
                if ln > 150000 and re.match(r'[A-Z]{6}\+', bf): s.whole = getattr(s, 'whole', 0) + 1
            except Exception as e: add('fonts', 'error', f'font {bf}: program unreadable: {e}', pg)
        m = None
        if '/ToUnicode' in f and isinstance(f.ToUnicode, S):
            try: m = cmap(f.ToUnicode)
            except Exception as e: add('tounicode', 'error', f'{bf}: ToUnicode unreadable: {e}', pg)
            if m is not None and not m: add('tounicode', 'error', f'{bf}: ToUnicode is empty', pg)
        else:
            e = f.get('/Encoding'); std = isinstance(e, N) and name(e) in ('WinAnsiEncoding', 'MacRomanEncoding', 'StandardEncoding')
            if std: add('tounicode', 'note', f'{bf}: no ToUnicode, but a standard encoding', pg)
            else: add('tounicode', 'error', f'{bf} ({sub}): no ToUnicode', pg)
        s.fonts[k] = dict(name=bf, sub=sub, used=set(), desc=desc if sub == 'Type0' else None, map=m, bad=collections.Counter(), w=2 if sub == 'Type0' else 1, id0=sub == 'Type0' and f.get('/Encoding') == '/Identity-H')
        if sub == 'Type3':
            r = f.get('/Resources')
            for g in f.get('/CharProcs', {}).values(): s.content(g, r, pg, 3)
        return k
    def content(s, stream, res, pg, depth=0, actual=False):
        if depth > 20: return
        cur = None; q = 0; mc = []
        try: ins = pikepdf.parse_content_stream(stream)
        except Exception as e: add('content', 'error', f'content stream unreadable: {e}', pg); return
        res = res if res is not None else D()
        for o in ins:
            if isinstance(o, pikepdf.ContentStreamInlineImage):
                io = o.iimage.obj if hasattr(o.iimage, 'obj') else {}
                continue
            ops, op = o.operands, str(o.operator)
            if op == 'q': q += 1; s.maxq = max(s.maxq, q)
            elif op == 'Q': q -= 1
            elif op in ('rg', 'RG'): s.colors['DeviceRGB'].add(pg)
            elif op in ('g', 'G'): s.colors['DeviceGray'].add(pg)
            elif op in ('k', 'K'): s.colors['DeviceCMYK'].add(pg)
            elif op in ('cs', 'CS'): s.cs(ops[0], pg, res)
            elif op == 'BDC': mc.append(isinstance(ops[1], D) and '/ActualText' in ops[1])
            elif op == 'BMC': mc.append(False)
            elif op == 'EMC' and mc: mc.pop()
            elif op == 'sh':
                sh = res.get('/Shading', {}).get(str(ops[0])); 
                if sh is not None: s.cs(sh.get('/ColorSpace'), pg, res)
            elif op == 'gs':
                g = res.get('/ExtGState', {}).get(str(ops[0]))
                if g is not None:
                    for k in ('/TR', '/HTP'):
                        if k in g: add('pdfa', 'error', f'ExtGState has {k}', pg)
                    if '/TR2' in g and g.TR2 != '/Default': add('pdfa', 'error', 'ExtGState TR2 not Default', pg)
                    sm = g.get('/SMask')
                    if isd(sm) and '/G' in sm: s.form(sm.G, res, pg, depth)
            elif op == 'Tf':
                f = res.get('/Font', {}).get(str(ops[0]))
                if f is None: add('fonts', 'error', f'font resource {ops[0]} missing', pg); cur = None
                else: cur = s.fonts[s.font(f, pg)]
            elif op in ('Tj', 'TJ', "'", '"') and cur is not None:
                for t in (ops[0] if op == 'TJ' else [ops[-1]]):
                    if not isinstance(t, T): continue
                    b = bytes(t); w = cur['w']
                    for i in range(0, len(b), w):
                        c = int.from_bytes(b[i:i + w], 'big'); cur['used'].add(c)
                        if cur['id0'] and c == 0: cur['bad'][('notdef', pg)] += 1
                        if cur['map'] is None or any(mc) or actual: continue
                        u = cur['map'].get(c)
                        if not u: cur['bad'][('nomap', pg)] += 1
                        else:
                            x = u16(u)
                            if not x or '\0' in x or '\ufeff' in x or '\ufffe' in x: cur['bad'][('zero', pg)] += 1
                            elif '\ufffd' in x: cur['bad'][('fffd', pg)] += 1
                            elif any(0xE000 <= ord(y) <= 0xF8FF or ord(y) >= 0xF0000 for y in x): cur['bad'][('pua', pg)] += 1
            elif op == 'Do':
                x = res.get('/XObject', {}).get(str(ops[0]))
                if x is None: add('content', 'error', f'XObject {ops[0]} missing', pg); continue
                st = name(x.get('/Subtype', '?'))
                if st == 'Form': s.form(x, res, pg, depth, any(mc))
                elif st == 'Image':
                    if x.objgen in s.seen: continue
                    s.seen.add(x.objgen); s.cs(x.get('/ColorSpace'), pg, res)
                    if x.get('/Interpolate', False): add('pdfa', 'error', 'image with Interpolate true', pg)
                    for k in ('/Alternates', '/OPI'):
                        if k in x: add('pdfa', 'error', f'image with {k}', pg)
                else: add('pdfa', 'error', f'XObject of subtype {st}', pg)
            elif op in ('scn', 'SCN') and ops and isinstance(ops[-1], N):
                p = res.get('/Pattern', {}).get(str(ops[-1]))
                if isinstance(p, S): s.content(p, p.get('/Resources'), pg, depth + 1)
                elif isd(p) and '/Shading' in p: s.cs(p.Shading.get('/ColorSpace'), pg, res)
        if q != 0: add('content', 'warn', f'q and Q do not balance ({q:+d})', pg)
    def form(s, x, res, pg, depth, actual=False):
        for k in ('/Ref', '/OPI', '/PS'):
            if k in x: add('pdfa', 'error', f'form XObject with {k} (reference or PostScript)', pg)
        key = (x.objgen, actual)
        if key in s.seen: return
        s.seen.add(key); s.content(x, x.get('/Resources', res), pg, depth + 1, actual)

def widths(P):
    """PDF/A: the W array must agree with the embedded program for every glyph shown (needs fontTools; else a note)"""
    try:
        from fontTools.ttLib import TTFont
        import io
    except ImportError: add('widths', 'note', 'fontTools missing: widths not checked'); return
    cache = {}
    for f in P.fonts.values():
        d = f['desc']
        if d is None or not f['id0'] or d.get('/Subtype') != '/CIDFontType2' or not isd(d.get('/FontDescriptor')) or '/FontFile2' not in d.FontDescriptor: continue
        if isinstance(d.get('/CIDToGIDMap'), S): continue
        ff = d.FontDescriptor.FontFile2; k = zlib.crc32(ff.read_raw_bytes())
        if k not in cache:
            try:
                t = TTFont(io.BytesIO(ff.read_bytes()), lazy=True); u = t['head'].unitsPerEm; n = t['maxp'].numGlyphs; nh = t['hhea'].numberOfHMetrics; raw = t.reader['hmtx']
                cache[k] = (n, lambda g, raw=raw, nh=nh, u=u: int.from_bytes(raw[4 * min(g, nh - 1):4 * min(g, nh - 1) + 2], 'big') * 1000 / u)
            except Exception as e: add('fonts', 'error', f'{f["name"]}: font program cannot be parsed: {e}'); cache[k] = (0, None)
        n, adv = cache[k]
        if adv is None: continue
        W = {}; w = list(d.get('/W', [])); i = 0
        while i + 1 < len(w):
            a = int(w[i])
            if isinstance(w[i + 1], A): W.update((a + j, float(x)) for j, x in enumerate(w[i + 1])); i += 2
            else: W.update((j, float(w[i + 2])) for j in range(a, min(int(w[i + 1]), a + 65535) + 1)); i += 3
        dw = float(d.get('/DW', 1000))
        bad = [c for c in f['used'] if c < n and abs(W.get(c, dw) - adv(c)) > 1]; out = [c for c in f['used'] if c >= n]
        if bad: add('widths', 'error', f'{f["name"]}: width of {len(bad)} of {len(f["used"])} shown glyphs differs from the font program, e.g. glyph {bad[0]}: {W.get(bad[0], dw):g} against {adv(bad[0]):.0f}')
        if out: add('fonts', 'error', f'{f["name"]}: {len(out)} shown glyphs are not in the font program')

BADACT = {'JavaScript', 'Launch', 'ImportData', 'ResetForm', 'SubmitForm', 'Sound', 'Movie', 'Hide', 'SetOCGState', 'Rendition', 'Trans', 'GoTo3DView', 'GoToR', 'GoToE', 'RichMediaExecute', 'Thread'}
BADANN = {'Sound', 'Movie', 'Screen', '3D', 'RichMedia', 'TrapNet', 'Projection'}
def safety(P):
    root = P.root
    if '/OpenAction' in root:
        oa = root.OpenAction
        if isinstance(oa, D) and '/S' in oa and oa.S != '/GoTo': add('safety', 'error', f'OpenAction of kind {name(oa.S)}')
    if '/AcroForm' in root: add('safety', 'error' if '/XFA' in root.AcroForm else 'warn', 'document has a form')
    if '/Names' in root and '/JavaScript' in root.Names: add('safety', 'error', 'JavaScript name tree')
    if '/Names' in root and '/AlternatePresentations' in root.Names: add('safety', 'error', 'alternate presentations')
    if '/Requirements' in root: add('safety', 'error', 'Requirements in the catalog')
    if '/Encrypt' in P.pdf.trailer: add('safety', 'error', 'file is encrypted')
    ef = set()
    for o in P.pdf.objects:
        if not isd(o): continue
        if '/AA' in o: add('safety', 'error', f'additional actions (AA) in object {o.objgen[0]}')
        s = o.get('/S'); 
        if isinstance(s, N) and (o.get('/Type') == '/Action' or '/JS' in o or '/URI' in o or '/F' in o) and name(s) in BADACT: add('safety', 'error', f'action {name(s)} in object {o.objgen[0]}')
        if '/JS' in o: add('safety', 'error', f'JavaScript in object {o.objgen[0]}')
        if isinstance(o, S) and '/F' in o and o.get('/Type') != '/Filespec': add('safety', 'error', f'stream {o.objgen[0]} keeps its data in an external file')
        if isinstance(o, S):
            fl = o.get('/Filter'); fl = [name(x) for x in fl] if isinstance(fl, A) else [name(fl)] if fl is not None else []
            if 'LZWDecode' in fl or 'Crypt' in fl: add('pdfa', 'error', f'stream {o.objgen[0]} uses {fl}')
        if (o.get('/Type') in ('/Filespec', '/F')) and '/EF' not in o: add('safety', 'error', f'file specification {o.objgen[0]} points outside the file: {str(o.get("/UF", o.get("/F", "")))[:80]}')
        if o.get('/FS') == '/URL': add('safety', 'error', f'URL file specification in object {o.objgen[0]}')
    for i, p in enumerate(P.pages, 1):
        for a in p.obj.get('/Annots', []):
            st = name(a.get('/Subtype', '?')); act = a.get('/A')
            if st in BADANN: add('safety', 'error', f'annotation {st}', i)
            if act is not None:
                k = name(act.get('/S', '?'))
                if k in BADACT: add('safety', 'error', f'annotation action {k}', i)
                elif k == 'URI':
                    if st != 'Link': add('safety', 'error', f'URI action in a {st} annotation', i)
                    u = str(act.get('/URI', ''))
                    if not re.match(r'(?i)(https?|mailto|tel|ftp|cid|mid|news|xmpp|sip):', u): add('safety', 'warn', f'link to {u[:80]}', i)
                elif k not in ('GoTo', 'Named'): add('safety', 'error', f'annotation action {k}', i)
            if st == 'Link':
                if act is not None and act.get('/S') == '/GoTo' and P.dest_page(act.get('/D')) is None: add('links', 'error', 'internal link leads nowhere', i)
                if '/Dest' in a and P.dest_page(a.Dest) is None: add('links', 'error', 'internal link leads nowhere', i)
            if st != 'Popup':
                fl = int(a.get('/F', 0))
                if not fl & 4 or fl & 0b100011: add('pdfa', 'error', f'{st} annotation flags {fl}: must print, not hidden', i)
            if st not in ('Link', 'Popup', 'Projection') and '/AP' not in a: add('pdfa', 'error', f'{st} annotation without appearance', i)

NS = {'rdf': 'http://www.w3.org/1999/02/22-rdf-syntax-ns#', 'pdfaid': 'http://www.aiim.org/pdfa/ns/id/', 'dc': 'http://purl.org/dc/elements/1.1/', 'pdf': 'http://ns.adobe.com/pdf/1.3/', 'ext': 'http://www.aiim.org/pdfa/ns/extension/', 'sch': 'http://www.aiim.org/pdfa/ns/schema#', 'mid': 'http://www.pdfa.org/eapdf/ns/id/', 'mm': 'http://www.pdfa.org/eapdf/ns/meta/'}
KNOWN = {'http://purl.org/dc/elements/1.1/', 'http://ns.adobe.com/xap/1.0/', 'http://ns.adobe.com/xap/1.0/mm/', 'http://ns.adobe.com/xap/1.0/rights/', 'http://ns.adobe.com/xap/1.0/bj/', 'http://ns.adobe.com/xap/1.0/t/pg/', 'http://ns.adobe.com/xmp/1.0/DynamicMedia/', 'http://ns.adobe.com/pdf/1.3/', 'http://ns.adobe.com/photoshop/1.0/', 'http://ns.adobe.com/camera-raw-settings/1.0/', 'http://ns.adobe.com/tiff/1.0/', 'http://ns.adobe.com/exif/1.0/', 'http://ns.adobe.com/exif/1.0/aux/', NS['pdfaid'], NS['ext'], NS['rdf'], 'http://www.w3.org/XML/1998/namespace'}
def xmp(P, want):
    md = P.root.get('/Metadata')
    if not isinstance(md, S): add('xmp', 'error', 'no XMP metadata'); return None, None, None
    b = md.read_bytes()
    if md.get('/Type') != '/Metadata' or md.get('/Subtype') != '/XML': add('xmp', 'error', 'Metadata stream has no Type /Metadata and Subtype /XML')
    if b'<?xpacket begin=' not in b[:200]: add('xmp', 'error', 'XMP has no xpacket header')
    if re.search(rb'<\?xpacket[^>]*(bytes|encoding)=', b): add('xmp', 'error', 'xpacket has bytes or encoding attribute')
    try: t = ET.fromstring(re.sub(rb'<\?xpacket[^>]*\?>', b'', b).lstrip(b'\xef\xbb\xbf').strip())
    except ET.ParseError as e: add('xmp', 'error', f'XMP is not XML: {e}'); return None, None, None
    def prop(ns, k):
        for d in t.iter('{%s}Description' % NS['rdf']):
            v = d.get('{%s}%s' % (NS[ns], k))
            if v is not None: return v
            e = d.find('{%s}%s' % (NS[ns], k))
            if e is not None:
                li = e.find('.//{%s}li' % NS['rdf']); return (li.text if li is not None else e.text) or ''
        return None
    part, conf, rev = prop('pdfaid', 'part'), prop('pdfaid', 'conformance'), prop('pdfaid', 'rev')
    if part is None: add('xmp', 'error', 'XMP makes no PDF/A claim (pdfaid:part)')
    got = (part or '') + (conf or '').lower()
    if want and want != 'none' and got != want: add('xmp', 'error', f'XMP claims PDF/A-{got or "nothing"}, expected {want}')
    if part in ('2', '3') and (conf or '') not in ('A', 'B', 'U'): add('xmp', 'error', f'pdfaid:conformance is {conf!r}')
    if part == '4':
        if not re.fullmatch(r'\d{4}', rev or ''): add('xmp', 'error', 'PDF/A-4 needs pdfaid:rev of four digits')
        if (conf or '') not in ('', 'F', 'E'): add('xmp', 'error', f'pdfaid:conformance is {conf!r}')
        if '/Info' in P.pdf.trailer and '/PieceInfo' not in P.root: add('pdfa', 'error', 'PDF/A-4: Info dictionary without PieceInfo')
        if P.pdf.pdf_version < '2.0': add('pdfa', 'error', f'PDF/A-4 in a PDF {P.pdf.pdf_version}')
    elif part in ('2', '3') and P.pdf.pdf_version > '1.7': add('pdfa', 'error', f'PDF/A-{part} in a PDF {P.pdf.pdf_version}')
    if part in ('2', '3'):
        used = set()
        for d in t.iter('{%s}Description' % NS['rdf']):
            if d.get('{%s}about' % NS['rdf']) is None: continue
            for e in list(d): used.add(e.tag[1:].split('}')[0])
            for k in d.keys():
                if k[0] == '{': used.add(k[1:].split('}')[0])
        decl = {e.text.strip() for e in t.iter('{%s}namespaceURI' % NS['sch']) if e.text}
        for u in used - KNOWN - decl: add('xmp', 'error', f'namespace {u} is used without a PDF/A extension schema')
    info = P.pdf.trailer.get('/Info'); ti = prop('dc', 'title')
    if isd(info) and '/Title' in info and str(info.Title) != (ti or ''): add('xmp', 'warn' if part != '1' else 'error', f'Info title {str(info.Title)[:40]!r} differs from dc:title {(ti or "")[:40]!r}')
    if not ti: add('xmp', 'warn', 'no dc:title')
    if '/ID' not in P.pdf.trailer: add('pdfa', 'error', 'trailer has no ID')
    return part, prop, t

def intent(P):
    oi = [o for o in P.root.get('/OutputIntents', []) if o.get('/S') == '/GTS_PDFA1']
    n = None
    if not oi: add('intent', 'error', 'no GTS_PDFA1 OutputIntent')
    else:
        pr = oi[0].get('/DestOutputProfile')
        if not isinstance(pr, S): add('intent', 'error', 'OutputIntent without DestOutputProfile')
        else:
            b = pr.read_bytes()
            if len(b) < 132 or b[36:40] != b'acsp' or int.from_bytes(b[:4], 'big') != len(b): add('intent', 'error', 'DestOutputProfile is not a whole ICC profile')
            else:
                n = {b'RGB ': 3, b'CMYK': 4, b'GRAY': 1}.get(b[16:20])
                if int(pr.get('/N', 0)) != n: add('intent', 'error', f'profile has {n} components, N says {pr.get("/N")}')
        if '/OutputConditionIdentifier' not in oi[0]: add('intent', 'error', 'OutputIntent without OutputConditionIdentifier')
    if P.colors['DeviceCMYK'] and n != 4: add('color', 'error', f'DeviceCMYK without a CMYK OutputIntent ({len(P.colors["DeviceCMYK"])} pages)', min(P.colors['DeviceCMYK']))
    if P.colors['DeviceRGB'] and n != 3: add('color', 'error', f'DeviceRGB without an RGB OutputIntent ({len(P.colors["DeviceRGB"])} pages)', min(P.colors['DeviceRGB']))
    if P.colors['DeviceGray'] and n is None: add('color', 'error', 'DeviceGray without any OutputIntent', min(P.colors['DeviceGray']))

def files(P):
    """name -> dict(sha, size, rel, mime); every Filespec of the file is looked at"""
    out = {}; tree = []
    try:
        if '/Names' in P.root and '/EmbeddedFiles' in P.root.Names:
            def go(nd, d=0):
                if d > 30: return
                for k in nd.get('/Kids', []): go(k, d + 1)
                a = nd.get('/Names', [])
                for i in range(0, len(a) - 1, 2): tree.append((bytes(a[i]), str(a[i]), a[i + 1]))
            go(P.root.Names.EmbeddedFiles)
    except Exception as e: add('files', 'error', f'EmbeddedFiles tree unreadable: {e}')
    keys = [k for k, _, _ in tree]
    if keys != sorted(keys): add('files', 'error', 'names in the EmbeddedFiles tree are not sorted: readers will miss some')
    if len(set(keys)) != len(keys): add('files', 'error', 'same name twice in the EmbeddedFiles tree')
    af = set(); allfs = {}
    for o in P.pdf.objects:
        if isd(o) and '/AF' in o:
            for x in (o.AF if isinstance(o.AF, A) else [o.AF]): af.add(x.objgen)
        if isinstance(o, D) and '/EF' in o: allfs[o.objgen] = o
    intree = {fs.objgen for _, _, fs in tree}
    for g in set(allfs) - intree: add('files', 'error', f'embedded file {str(allfs[g].get("/UF", "?"))[:60]} is not in the EmbeddedFiles name tree')
    for _, k, fs in tree:
        nm = str(fs.get('/UF', fs.get('/F', k)))
        if '/F' not in fs or '/UF' not in fs: add('files', 'error', f'{nm}: F or UF missing')
        rel = fs.get('/AFRelationship')
        if rel is None: add('files', 'error', f'{nm}: no AFRelationship')
        elif name(rel) not in ('Source', 'Data', 'Alternative', 'Supplement', 'Unspecified', 'EncryptedPayload', 'FormData', 'Schema', 'Mail_Attachment'): add('files', 'warn', f'{nm}: AFRelationship {name(rel)}')
        if '/Desc' not in fs: add('files', 'warn', f'{nm}: no Desc')
        if fs.objgen not in af: add('files', 'error', f'{nm}: in no AF array')
        st = fs.get('/EF', {}).get('/F') or fs.get('/EF', {}).get('/UF')
        if not isinstance(st, S): add('files', 'error', f'{nm}: no embedded stream'); continue
        try: b = st.read_bytes()
        except Exception as e: add('files', 'error', f'{nm}: unreadable: {e}'); continue
        mt = name(st.get('/Subtype', ''))
        if not re.fullmatch(r'[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+', mt): add('files', 'error', f'{nm}: MIME type {mt!r}')
        pr = st.get('/Params', {})
        if int(pr.get('/Size', -1)) != len(b): add('files', 'error', f'{nm}: Params Size {pr.get("/Size")} but {len(b)} bytes')
        if '/CheckSum' not in pr: add('files', 'warn', f'{nm}: no CheckSum')
        elif bytes(pr.CheckSum) != hashlib.md5(b).digest(): add('files', 'error', f'{nm}: CheckSum is not the MD5 of the data')
        if not re.match(r'D:\d{4}', str(pr.get('/ModDate', ''))): add('files', 'error', f'{nm}: no ModDate')
        out[nm] = dict(sha=hashlib.sha256(b).hexdigest(), size=len(b), rel=name(rel) if rel is not None else None, mime=mt, obj=fs)
        if nm != k: add('files', 'note', f'tree key {k!r} differs from UF {nm!r}')
    return out

def key(s): return re.sub(r'\s+', '', norm(s)).casefold()
def missing(want, pages, raws):
    """words of want that the pages do not hold; a word broken by the layout counts when it stands without its breaks"""
    have = collections.Counter(); 
    for t in pages: have.update(words(t))
    need = collections.Counter(want); miss = need - have
    if not miss: return miss
    j1 = re.sub(r'\s+', '', norm(' '.join(pages))); j2 = re.sub(r'\s+', '', norm(' '.join(raws)))
    out = collections.Counter(); d1, d2 = j1.replace('-', ''), j2.replace('-', '')      # extraction drops hyphens at line ends
    for w, n in miss.items():
        v = w.replace('-', '')
        k = max(j1.count(w), j2.count(w), d1.count(v) if v and v != w else 0, d2.count(v) if v and v != w else 0, j1.count(w[::-1]) if unicodedata.bidirectional(w[0]) in ('R', 'AL') else 0)
        if k < need[w] and RTL.match(w):        # a ligature's letters come out turned round: same letters are enough
            so = ''.join(sorted(w)); k = max(k, need[w] - n + sum(c for t, c in (have - need).items() if ''.join(sorted(t)) == so))
        if k < need[w]:                          # broken at a page's foot, with footer and header between
            left = have - need
            k += min(n, max((min(left[w[:i]], left[w[i:]]) for i in range(1, len(w))), default=0))
        if k < need[w]: out[w] = min(n, need[w] - k)
    return out

def check(a):
    rc, o, e = run('qpdf', '--check', a.file)
    if rc != 0: add('qpdf', 'error', f'qpdf --check exit {rc}: ' + (e or o).decode('utf-8', 'replace').strip().splitlines()[-1][:200])
    rc, o, e = run('mutool', 'show', a.file, 'trailer')
    if rc != 0 or b'warning: repair' in e or b'error:' in e: add('mutool', 'error', 'mutool: ' + e.decode('utf-8', 'replace').strip()[:160])
    man = None; base = None
    if a.manifest:
        man = json.load(open(a.manifest, encoding='utf-8')); base = os.path.dirname(os.path.abspath(a.manifest))
    want = a.pdfa or (man or {}).get('pdfa')
    try: P = Pdf(a.file, want)
    except Exception as ex: add('open', 'error', f'pikepdf cannot open it: {ex}'); return None
    # ---- per page content ----
    for i, p in enumerate(P.pages, 1):
        P.content(p, p.obj.get('/Resources') or p.resources, i)
        for an in p.obj.get('/Annots', []):
            ap = an.get('/AP', {}).get('/N') if '/AP' in an else None
            if isinstance(ap, S): P.form(ap, None, i, 0)
    part4 = (want or '').startswith('4')
    for f in P.fonts.values():
        g = collections.defaultdict(lambda: [0, set()])
        for (k, pg), n in f['bad'].items(): g[k][0] += n; g[k][1].add(pg)
        for k, (n, pgs) in g.items():
            what = dict(notdef='shown codes are .notdef', nomap='shown codes have no ToUnicode entry', zero='shown codes map to U+0000/FEFF/FFFE', fffd='shown codes map to U+FFFD (text lost)', pua='shown codes map to the private use area')[k]
            sev = {'fffd': 'warn', 'pua': 'error' if part4 or want == '3a' else 'warn'}.get(k, 'error')
            add('tounicode', sev, f'{f["name"]}: {n} {what}, pages {sorted(pgs)[:6]}', min(pgs))
    if P.maxq > 28 and not part4: add('pdfa', 'error', f'q nesting {P.maxq} > 28')
    widths(P)
    dup = sum(n - 1 for n in getattr(P, 'progs', {}).values())
    if getattr(P, 'whole', 0): add('fonts', 'note', f'{P.whole} font(s) named as subset hold a whole font')
    if dup > 3: add('fonts', 'note', f'{dup} font objects share a font program with another or repeat it')
    safety(P); part, prop, tree = xmp(P, want); intent(P); fl = files(P)
    labs = P.labels()
    if labs is None: add('labels', 'error', 'no page labels')
    elif len(set(labs)) != len(labs): add('labels', 'warn', 'page labels are not unique')
    ol = P.outline()
    if not ol: add('outline', 'error', 'no outline')
    # ---- messages ----
    msgs = []
    if man:
        msgs = man['messages']
        if man.get('pages') not in (None, len(P.pages)): add('pages', 'error', f'manifest says {man["pages"]} pages, file has {len(P.pages)}')
    elif a.eml:
        base = a.eml; pos = 0
        for fn in sorted(os.listdir(a.eml)):
            if fn.lower().endswith('.eml'): msgs.append(dict(n=len(msgs) + 1, eml=fn, subject=None))
    if not msgs: add('manifest', 'error', 'no message to compare with')
    tops = [(key(t), p) for t, p, d in ol if p]
    used = set(); spans = []
    for m in msgs:
        path = os.path.join(base, m['eml']) if m.get('eml') else None
        b = open(path, 'rb').read() if path and os.path.exists(path) else None
        if m.get('eml') and b is None: add('manifest', 'error', f'{m["eml"]} is not there')
        elif b is None: add('manifest', 'warn', f'message {m.get("n")}: no EML named, its text and attachments are not compared')
        msg, texts, htmls, atts, every = eml(b) if b is not None else (None, [], [], [], set())
        subj = dec(msg['Subject']) if msg is not None else m.get('subject') or ''
        who = f'message {m["n"]} "{subj[:40]}"'
        if m.get('subject') is not None and msg is not None and key(m['subject']) != key(subj): add('manifest', 'error', f'{who}: manifest subject is "{m["subject"][:40]}"')
        # outline
        k = key(subj); cand = [p for t, p in tops if t == k or (not k and t in ('', '(nosubject)', '(keinbetreff)')) or (len(k) > 20 and k in t)]
        first = m.get('page_first'); last = m.get('page_last')
        if first is None:                       # --eml: outline order decides
            c2 = sorted(c for c in cand if c not in used); first = c2[0] if c2 else None
            if first: nxt = sorted(p for _, p in tops if p > first); last = (nxt[0] - 1) if nxt else len(P.pages)
        if first is None: add('outline', 'error', f'{who}: no outline entry'); continue
        used.add(first)
        if not (1 <= first <= last <= len(P.pages)): add('pages', 'error', f'{who}: pages {first}-{last} of {len(P.pages)}'); continue
        spans.append((first, last, m['n']))
        if first not in cand: add('outline', 'error', f'{who}: outline leads to {cand[:4] or "nothing"}, manifest says page {first}', first)
        # subject on that page
        pt = P.text[first - 1]; sw = words(subj)
        mi = missing(sw, [pt], [P.raw()[first - 1]]) if sw else {}
        if sw and sum(mi.values()) > 0: add('subject', 'error' if sum(mi.values()) * 2 >= len(sw) else 'warn', f'{who}: subject words not on page {first}: {list(mi)[:6]}', first)
        # labels and index
        if labs is not None and m.get('index_page') is not None and labs[first - 1] != str(m['index_page']): add('labels', 'error', f'{who}: manifest index page {m["index_page"]}, label of page {first} is {labs[first - 1]!r}', first)
        # text
        if b is not None:
            pages = P.text[first - 1:last]; raws = P.raw()[first - 1:last]; best = None
            alts = [('html', ' '.join(h2t(h) for h in htmls))] if htmls else []
            alts += [('plain', ' '.join(texts))] if texts else []
            for kind, t in alts:
                w = words(t); mi = missing(w, pages, raws)
                if best is None or sum(mi.values()) < sum(best[1].values()): best = (kind, mi, len(w))
            if best and best[1]:
                n = sum(best[1].values()); add('text', 'error', f'{who}: {n} of {best[2]} words ({best[0]}) missing: ' + ' '.join(repr(x) for x in list(best[1])[:12]), first)
            m['_words'] = best[2] if best else 0; m['_missing'] = sum(best[1].values()) if best else 0
        # attachments
        shas = {v['sha']: nme for nme, v in fl.items()}
        for nm, sha, size, disp, cid in atts:
            if sha not in shas:
                if cid and disp != 'attachment': add('files', 'note', f'{who}: inline part {nm or cid} ({size} bytes) not embedded')
                else: add('files', 'error', f'{who}: attachment {nm or "(unnamed)"} ({size} bytes) is not in the PDF with this digest')
        for at in m.get('attachments', []):
            v = fl.get(at['embedded_name'])
            if v is None: add('files', 'error', f'{who}: {at["embedded_name"]} not embedded'); continue
            if v['sha'] != at['sha256']: add('files', 'error', f'{who}: {at["embedded_name"]} has another digest than the manifest')
            if v['size'] != at['size']: add('files', 'error', f'{who}: {at["embedded_name"]} has {v["size"]} bytes, manifest {at["size"]}')
            if at.get('mime') and v['mime'] != at['mime']: add('files', 'error', f'{who}: {at["embedded_name"]} is {v["mime"]}, manifest {at["mime"]}')
            if every and at['sha256'] not in every: add('files', 'error', f'{who}: manifest digest of {at["embedded_name"]} is in no part of the EML')
        if m.get('source_embedded'):
            v = fl.get(m['source_embedded'])
            if v is None: add('files', 'error', f'{who}: source {m["source_embedded"]} not embedded')
            elif b is not None and v['sha'] != hashlib.sha256(b).hexdigest(): add('files', 'error', f'{who}: embedded source differs from the EML')
            elif v['rel'] != 'Source': add('files', 'error', f'{who}: source has AFRelationship {v["rel"]}')
    if man:
        listed = {x['embedded_name'] for m in msgs for x in m.get('attachments', [])} | {m.get('source_embedded') for m in msgs}
        for nme in set(fl) - listed - set(man.get('other_files', [])): add('files', 'error', f'embedded file {nme} is in no list of the manifest')
        spans.sort(); front = man.get('front_pages', spans[0][0] - 1 if spans else 0); exp = front + 1
        for f1, l1, n in spans:
            if f1 > exp: add('pages', 'error', f'pages {exp}-{f1 - 1} belong to no message')
            if f1 < exp and not man.get('shared_pages'): add('pages', 'error', f'message {n} begins on page {f1}, where the one before still runs')
            exp = max(exp, l1 + 1)
        if spans and exp <= len(P.pages) - man.get('back_pages', 0): add('pages', 'error', f'pages {exp}-{len(P.pages)} belong to no message')
        index(P, msgs, front, labs)
        nol = len([1 for t, p, d in ol if p and p > front])
        if len([1 for t, p in tops]) < len(msgs): add('outline', 'error', f'{len(tops)} outline entries for {len(msgs)} messages')
    ea(P, part, prop, tree, fl, msgs)
    return dict(pages=len(P.pages), messages=len(msgs), files=len(fl), fonts=len(P.fonts), words=sum(m.get('_words', 0) for m in msgs), words_missing=sum(m.get('_missing', 0) for m in msgs), pdf_version=str(P.pdf.pdf_version), xmp_part=part)

def index(P, msgs, front, labs):
    """each message must stand in the front pages on a line that ends with its page number; each such line must be true"""
    lines = []
    for i in range(front):
        for l in P.lay()[i].splitlines():
            m = re.match(r'^(.*\S)[\s.…·]{1,}(\w*\d+|[ivxlc]+)\s*$', norm(l))
            if m: lines.append((key(m.group(1)), m.group(2), i + 1))
    if not lines: add('index', 'error', 'no index found in the front pages'); return
    bynum = collections.defaultdict(list)
    for k, n, pg in lines: bynum[n].append((k, pg))
    sk = {m['n']: key(m.get('subject') or '') for m in msgs}
    def accept(m):
        p = m['page_first']; return {str(m.get('index_page', '')), labs[p - 1] if labs and p <= len(labs) else '', ''} - {''}
    okn = collections.defaultdict(list)
    for m in msgs:
        for n in accept(m): okn[n].append(m)
        k = sk[m['n']]; stem = k[:18]; alt = sorted(re.findall(r'[\w@.]{4,}', norm(m.get('subject') or ''))[:3], key=len)
        ok = any(stem in l or l.endswith(stem) or (alt and all(key(x) in l for x in alt[-1:])) for n in accept(m) for l, _ in bynum.get(n, []))
        if k and not ok: add('index', 'error', f'message {m["n"]} "{(m.get("subject") or "")[:40]}": index has no line with its subject and page {sorted(accept(m))}')
    stems = collections.defaultdict(set)
    for m in msgs:
        if len(sk[m['n']]) >= 8: stems[sk[m['n']][:18]].update(accept(m))
    for l, n, pg in lines:
        hit = [v for s, v in stems.items() if s in l]
        if hit and not any(n in v for v in hit): add('index', 'error', f'index line "{l[:60]}" says page {n}, messages of this subject begin on {sorted(hit[0])[:5]}', pg)

def ea(P, part, prop, tree, fl, msgs):
    """EA-PDF (PDF/mail) items, as notes: yes or no"""
    def n(ok, s): add('ea-pdf', 'note', ('yes  ' if ok else 'NO   ') + s)
    if prop is None: n(False, 'no XMP, so no EA-PDF'); return
    n(part in ('3', '4') and (prop('pdfaid', 'conformance') or '') not in ('B',), 'PDF/A-3a, 3u, 4, 4f or 4e (never b)')
    n(prop('mid', 'version') == '1' and prop('mid', 'rev') is not None, f'pdfmailid version 1, rev (is {prop("mid", "version")}, {prop("mid", "rev")})')
    c = prop('mid', 'conformance'); n(c in ('s', 'si', 'm', 'mi', 'c', 'ci') and (c[0] != 's' or len(msgs) <= 1), f'pdfmailid conformance s/si/m/mi/c/ci, s only for one mail (is {c})')
    info = P.pdf.trailer.get('/Info'); n('EA-PDF' in (prop('pdf', 'Keywords') or '') and (part == '4' or isd(info) and 'EA-PDF' in str(info.get('/Keywords', ''))), 'keyword EA-PDF in XMP and Info')
    ids = {e.text.strip() for e in tree.iter('{%s}namespaceURI' % NS['sch']) if e.text}; n(NS['mid'] in ids, 'extension schema declared for pdfmailid')
    has = {e.tag.split('}')[1] for e in tree.iter() if isinstance(e.tag, str) and e.tag.startswith('{' + NS['mm'])}
    n({'assets', 'email', 'attachments'} <= has, f'pdfmailmeta assets, email, attachments (has {sorted(has)[:6]})')
    em = [e for e in tree.iter('{%s}Email' % NS['mm']) if len(list(e))]; n(len(em) == len(msgs) and bool(em), f'one pdfmailmeta:Email per message ({len(em)} of {len(msgs)})')
    src = [k for k, v in fl.items() if v['rel'] == 'Source']; att = [k for k, v in fl.items() if v['rel'] == 'Mail_Attachment']
    n(bool(src), f'source files with AFRelationship Source ({len(src)})'); n(len(att) == len(fl) - len(src), f'attachments with AFRelationship Mail_Attachment ({len(att)} of {len(fl) - len(src)})')
    n(all('/Metadata' in v['obj'].EF.F for v in fl.values()) if fl else False, 'each embedded stream has its own Metadata')
    caf = [x.objgen for x in P.root.get('/AF', [])]; n(bool(fl) and set(caf) == {fl[k]['obj'].objgen for k in src}, 'catalog AF holds the sources and nothing else')
    if '/DPartRoot' in P.root:
        leaf = collections.Counter(); dm = 0; daf = 0; st = [P.root.DPartRoot.DPartRootNode]; bad = 0; gs = 0; starts = []
        while st and gs < 200000:
            x = st.pop(); gs += 1; dpm = x.get('/DPM', {})
            if '/Mail_MessageID' in dpm or '/Mail_GUID' in dpm: dm += 1
            if '/AF' in x: daf += 1
            if '/DParts' in x:
                for row in x.DParts:
                    for y in row: st.append(y)
            else:
                leaf[name(dpm.get('/Mail_ContentSetType', '?'))] += 1
                f, l = P.num.get(x.Start.objgen) if '/Start' in x else None, P.num.get(x.get('/End', x.get('/Start')).objgen) if '/Start' in x else None
                if f is None: bad += 1
                else: starts.append((f, l or f))
        n(True, f'DPart tree: {dict(leaf)}')
        n(dm >= len(msgs) > 0, f'DPart node per message with Mail_MessageID or Mail_GUID ({dm})'); n(all('/DPart' in p.obj for p in P.pages), 'every page has DPart')
        cov = collections.Counter(p for f, l in starts for p in range(f, l + 1)); n(bad == 0 and all(cov[i + 1] == 1 for i in range(len(P.pages))), 'leaves cover each page once')
        n(leaf.get('EmailHeaderRendering', 0) >= len(msgs) > 0 and leaf.get('FrontMatter', 0) > 0, 'FrontMatter, EmailHeaderRendering, BodyRendering on pages of their own')
        n(any(x in ('AttachmentList',) for x in leaf), 'AttachmentList content set')
    else: n(False, 'DPart tree')
    vp = P.root.get('/ViewerPreferences', {}); n(bool(vp.get('/DisplayDocTitle', False)), 'DisplayDocTitle'); n(P.root.get('/PageMode') == ('/UseAttachments' if c and c[0] == 's' and att else '/UseOutlines'), f'PageMode (is {P.root.get("/PageMode")})')
    sr = P.root.get('/StructTreeRoot'); ok = False
    if sr is not None:
        k = sr.get('/K'); k = list(k) if isinstance(k, A) else [k]; ok = len(k) == 1 and isd(k[0]) and k[0].get('/S') == '/Document'
    n(ok, 'tagged, with one Document element at the root (needed for 3a; LoC for all)'); n('/Lang' in P.root, 'Lang in the catalog')

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('file'); g = ap.add_mutually_exclusive_group(required=True); g.add_argument('--manifest'); g.add_argument('--eml')
    ap.add_argument('--pdfa'); ap.add_argument('--json', action='store_true'); ap.add_argument('--quiet', action='store_true', help='no notes')
    a = ap.parse_args()
    if not os.path.exists(a.file): print('no such file: ' + a.file, file=sys.stderr); return 2
    for t in ('qpdf', 'pdftotext', 'mutool'):
        try: subprocess.run([t, '--version'], capture_output=True)
        except FileNotFoundError: print('missing: ' + t, file=sys.stderr); return 2
    try: st = check(a)
    except Exception as e:
        if os.environ.get('PDF_CHECK_DEBUG'): raise
        add('internal', 'error', f'{type(e).__name__}: {e}'); st = None
    tot = collections.Counter()
    for (c, s), k in COUNT.items(): tot[s] += k
    ok = tot['error'] == 0
    if a.json: print(json.dumps(dict(file=a.file, ok=ok, totals=dict(tot), stats=st, counts={f'{c}.{s}': k for (c, s), k in sorted(COUNT.items())}, findings=[f for f in F if not (a.quiet and f['severity'] == 'note')]), ensure_ascii=False, indent=1))
    else:
        for f in F:
            if a.quiet and f['severity'] == 'note': continue
            print(f"{f['severity']:5} {f['check']:9} {('p.%d ' % f['page']) if f['page'] else ''}{f['message']}")
        for (c, s), k in COUNT.items():
            if k > 40: print(f'      ({c} {s}: {k - 40} more)')
        print(f"{'OK' if ok else 'FAILED'}: {tot['error']} errors, {tot['warn']} warnings, {tot['note']} notes; {st}")
    return 0 if ok else 1
if __name__ == '__main__': sys.exit(main())
