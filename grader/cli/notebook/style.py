"""The style of a verdict in a notebook, light and dark.

JupyterLab and VS Code tell their theme on an element around the output; elsewhere the system's preference counts. Ink
and paper always come together, so that a page of the other kind around them does no harm.
"""

LIGHT = "--ink:#1c1c1c;--paper:#fff;--line:#8a8a8a;--good:#0b6b2c;--bad:#a8141c;--warn:#7a4d00;--link:#0b57b0"
DARK = "--ink:#e6e6e6;--paper:#1b1b1b;--line:#8a8a8a;--good:#6fd58b;--bad:#ff9a94;--warn:#f0c060;--link:#8ab8ff"
"""Every ink has a contrast of 4.5 or more on its paper (WCAG 2, AA)."""

STYLE = f"""
.gpt2v {{ {LIGHT}; color: var(--ink); background: var(--paper); border-left: 4px solid var(--line);
  padding: .5em 1em; font: 14px/1.5 system-ui, sans-serif; max-width: 60em; }}
@media (prefers-color-scheme: dark) {{ .gpt2v {{ {DARK} }} }}
[data-jp-theme-light="true"] .gpt2v, .vscode-light .gpt2v, .vscode-high-contrast-light .gpt2v {{ {LIGHT} }}
[data-jp-theme-light="false"] .gpt2v, .vscode-dark .gpt2v,
.vscode-high-contrast:not(.vscode-high-contrast-light) .gpt2v {{ {DARK} }}
[data-jp-theme-light] .gpt2v {{ --ink: var(--jp-content-font-color1); --paper: var(--jp-layout-color0);
  font-family: var(--jp-content-font-family); }}
[class*="vscode-"] .gpt2v {{ --ink: var(--vscode-editor-foreground); --paper: var(--vscode-editor-background);
  --link: var(--vscode-textLink-foreground); font-family: var(--vscode-font-family); }}
.gpt2v h3, .gpt2v h4, .gpt2v h5 {{ color: var(--ink); margin: .6em 0 .2em; font-weight: 600; }}
.gpt2v h3 {{ font-size: 1.15em; margin-top: .2em; }} .gpt2v h4, .gpt2v h5 {{ font-size: 1em; }}
.gpt2v p, .gpt2v ul {{ margin: .2em 0; }} .gpt2v .small {{ font-size: .9em; }}
.gpt2v ul {{ padding-left: 1.2em; }} .gpt2v li {{ overflow-wrap: anywhere; }}
.gpt2v .passed {{ color: var(--good); }} .gpt2v .not-passed {{ color: var(--bad); }}
.gpt2v .not-written, .gpt2v .grader-failed {{ color: var(--warn); }}
.gpt2v a {{ color: var(--link); text-decoration: underline; }}
.gpt2v code, .gpt2v pre {{ font-family: ui-monospace, monospace; color: inherit; background: none; }}
.gpt2v pre {{ white-space: pre-wrap; overflow-wrap: anywhere; }}
.gpt2v progress {{ vertical-align: middle; margin-right: .5em; }}
.gpt2v .picture {{ overflow-x: auto; }}
.gpt2v figure {{ display: inline-block; margin: 0 1.5em 1em 0; vertical-align: top; }}
.gpt2v figcaption {{ font-weight: 600; color: var(--ink); }}
.gpt2v table {{ border-collapse: collapse; margin: 0; border: 0; font: 12px/1.4 ui-monospace, monospace; }}
.gpt2v td {{ padding: .15em .4em; text-align: right; border: 1px solid var(--paper); }}
.gpt2v th {{ font-weight: 400; padding: 0 .4em; text-align: right; color: var(--ink); background: none; }}
.gpt2v th.repeated {{ font-weight: 600; color: var(--warn); }}
.gpt2v td.masked::after {{ content: " \\00b7"; }}
.gpt2v td.off {{ outline: 2px solid var(--ink); outline-offset: -2px; }}
.gpt2v img {{ image-rendering: pixelated; max-width: 100%; }}
"""
