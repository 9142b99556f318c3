"""`grader show`: an answer's array, the true one and their difference, as pictures on a terminal or in a file.

`select_array` chooses what is shown, as a `picture.Picture`. Each other module draws one: as text (`terminal_text`), as
images on a terminal (`terminal_images`), as PNG (`raster`, or `plot` with matplotlib), as an HTML page (`html_page`).
"""
