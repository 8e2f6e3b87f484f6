/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * screenshot.c: a frame in a file, without a terminal: text, or text with
 * colours as escape sequences. Each line stands alone: it starts and ends with
 * the default colours, and plain text has no blanks at its end.
 */
#include "tui/time_scrub.h"
#include "tui/tui_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ROWS = 500, MAX_COLS = 1000 };

static void
put_utf8(FILE *file, uint32_t ch)
{
    if (ch < 0x80) {
        (void)fputc((int)ch, file);
    } else if (ch < 0x800) {
        (void)fputc((int)(0xc0 | ch >> 6), file);
        (void)fputc((int)(0x80 | (ch & 0x3f)), file);
    } else if (ch < 0x10000) {
        (void)fputc((int)(0xe0 | ch >> 12), file);
        (void)fputc((int)(0x80 | (ch >> 6 & 0x3f)), file);
        (void)fputc((int)(0x80 | (ch & 0x3f)), file);
    } else {
        (void)fputc((int)(0xf0 | ch >> 18), file);
        (void)fputc((int)(0x80 | (ch >> 12 & 0x3f)), file);
        (void)fputc((int)(0x80 | (ch >> 6 & 0x3f)), file);
        (void)fputc((int)(0x80 | (ch & 0x3f)), file);
    }
}

static void
put_paint(FILE *file, const struct theme *theme, enum style style)
{
    struct paint paint = theme_paint(theme, DEPTH_256, style);

    (void)fputs("\033[0", file);
    if (paint.bold)
        (void)fputs(";1", file);
    if (paint.reverse)
        (void)fputs(";7", file);
    if (paint.fg != COLOUR_DEFAULT)
        (void)fprintf(file, ";38;5;%d", paint.fg);
    if (paint.bg != COLOUR_DEFAULT)
        (void)fprintf(file, ";48;5;%d", paint.bg);
    (void)fputc('m', file);
}

static void
put_plain_row(FILE *file, const struct canvas_cell *cells, int cols)
{
    while (cols > 0 && cells[cols - 1].ch == ' ')
        cols--;
    for (int col = 0; col < cols; col++) {
        if (cells[col].ch != 0)
            put_utf8(file, cells[col].ch);
    }
}

static void
put_colour_row(FILE *file, const struct theme *theme,
               const struct canvas_cell *cells, int cols)
{
    enum style now = STYLE_PLAIN;

    for (int col = 0; col < cols; col++) {
        if (cells[col].style != now)
            put_paint(file, theme, cells[col].style);
        now = cells[col].style;
        if (cells[col].ch != 0)
            put_utf8(file, cells[col].ch);
    }
    (void)fputs("\033[0m", file);
}

static void
put_canvas(FILE *file, const struct canvas *canvas, bool colours)
{
    for (int row = 0; row < canvas->rows; row++) {
        const struct canvas_cell *cells =
            canvas->cells + (size_t)row * (size_t)canvas->cols;

        if (colours)
            put_colour_row(file, canvas->theme, cells, canvas->cols);
        else
            put_plain_row(file, cells, canvas->cols);
        (void)fputc('\n', file);
    }
}

static bool
ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0;
}

static bool
write_file(const char *path, const struct canvas *canvas, struct error *err)
{
    FILE *file = fopen(path, "w");
    bool good;

    if (!file)
        return error_set(err, "file", "screenshot: cannot write %.100s: %s",
                         path, strerror(errno));
    put_canvas(file, canvas, ends_with(path, ".ans"));
    good = ferror(file) == 0;
    good = fclose(file) == 0 && good;
    if (!good)
        return error_set(err, "file", "screenshot: writing %.100s failed: %s",
                         path, strerror(errno));
    return true;
}

/* A picture changes nothing that is looked at: it is drawn by a copy. What the
 * copy would ask for, and own, is asked for again; an inside it only looks at,
 * so that it must be settled before. */
static struct tui
copy_of(struct tui *tui, const struct session *session)
{
    struct tui copy;

    tui_into_settle(tui, session);
    copy = *tui;
    copy.time.picture = NULL;
    copy.log.has_inside = copy.log.at.any = false;
    return copy;
}

static void
drop_copy(struct tui *copy)
{
    time_view_done(&copy->time);
    pane_log_done(&copy->log);
}

bool
tui_screenshot(struct tui *tui, const struct tui_frame *frame, int rows,
               int cols, const char *path, struct error *err)
{
    struct canvas canvas = {0};
    struct tui copy;
    int row, col;
    bool good;

    if (rows < 1 || cols < 1 || rows > MAX_ROWS || cols > MAX_COLS)
        return error_set(err, "usage",
                         "screenshot: a size is ROWS and COLUMNS from 1x1 to "
                         "%dx%d",
                         MAX_ROWS, MAX_COLS);
    if (!canvas_resize(&canvas, rows, cols))
        return error_set(err, "no-memory", "screenshot: no memory");
    copy = copy_of(tui, frame->session);
    tui_draw(&copy, frame, &canvas, &row, &col);
    if (tui_shows_picture(&copy)) {
        (void)time_picture_work(copy.time.picture, frame->session, NULL);
        tui_draw(&copy, frame, &canvas, &row, &col);
    }
    drop_copy(&copy);
    good = write_file(path, &canvas, err);
    canvas_done(&canvas);
    return good;
}
