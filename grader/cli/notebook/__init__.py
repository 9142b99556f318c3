"""A verdict under a notebook's cell: as HTML for JupyterLab and VS Code, as text where neither is.

`notebook_magic` calls it; `verdict_view` and `progress` say what is shown, `verdict_html` and `style`
how it looks.
"""
