/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * term.c: the terminal, by curses. It is the one file that includes it.
 *
 * Order matters: our signal handlers come before newterm (which then leaves
 * them alone), the tty modes after it (so that def_prog_mode keeps them).
 * Keys are not read here: main reads raw bytes and key.c cuts them.
 *
 * A terminal is one for the process and must be given back from a signal
 * handler, so its state is a static of this file. Ways out: term_stop, exit()
 * (by atexit), a fatal signal (rescue.c, with bytes and modes prepared at the
 * start), Ctrl-Z (term_suspend).
 */
#include "tui/term.h"

#include "tui/rescue.h"
#include "tui/theme.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <curses.h>
#include <term.h>
#undef lines /* a macro of <term.h>, a field of struct look */

struct style_look {
    attr_t attr;
    short pair;
};

static struct {
    bool started, asked_exit, modern, mouse, utf8, ascii, only_ascii, retake;
    enum theme_depth depth;
    bool default_colours; /* the terminal knows its own background */
    SCREEN *screen;
    struct termios saved, raw;
    const struct theme *theme; /* that `looks` was made for */
    struct style_look looks[STYLE_N];
    struct canvas last; /* what the terminal shows */
    bool last_valid;
    int cursor_row, cursor_col;
} term;

/* --- bytes to the terminal -------------------------------------------------*/
static void
write_text(const char *text)
{
    rescue_write(text, strlen(text));
}

/* Bracketed paste; the mouse's presses, its moves with a button down, SGR
 * reports. */
static void
modes_on(void)
{
    if (!term.modern)
        return;
    write_text("\033[?2004h");
    if (term.mouse)
        write_text("\033[?1000h\033[?1002h\033[?1006h");
}

static const char modes_off_text[] =
    "\033[?1006l\033[?1002l\033[?1000l\033[?2004l\033[?2026l";

static void
modes_off(void)
{
    if (term.modern)
        write_text(modes_off_text);
}

/* --- start -----------------------------------------------------------------*/
/* A string of the terminal's; "" when it has none. */
static const char *
capability(const char *name)
{
    char copy[16];
    const char *text;

    (void)snprintf(copy, sizeof copy, "%s", name);
    text = tigetstr(copy);
    return text && text != (const char *)-1 ? text : "";
}

static void
prepare_rescue(void)
{
    rescue_forget();
    if (term.modern)
        rescue_add(modes_off_text);
    rescue_add(capability("sgr0"));
    rescue_add(capability("cnorm"));
    rescue_add(capability("rmcup"));
    rescue_add("\r\n");
    rescue_arm(&term.saved);
}

/* Terminals that would print a private mode they do not know, or that have no
 * use for one. */
static bool
is_modern(const char *name)
{
    static const char *const old[] = {"linux", "vt1", "vt2",  "vt3", "vt4",
                                      "vt5",   "ansi", "cons", "sun", "wy",
                                      "pc",    "hurd", "eterm"};

    for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
        if (strncmp(name, old[i], strlen(old[i])) == 0)
            return false;
    }
    return true;
}

/* The Linux console's fonts have neither eighths nor arcs. */
static bool
has_glyphs(const char *name)
{
    return strncmp(name, "linux", 5) != 0;
}

/* "" when it is not set. */
static const char *
setting(const char *variable)
{
    const char *value = getenv(variable);

    return value ? value : "";
}

bool
term_usable(void)
{
    const char *name = setting("TERM");
    int status;

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return false;
    if (*name == '\0' || strcmp(name, "dumb") == 0)
        return false;
    if (setupterm(NULL, STDOUT_FILENO, &status) != OK)
        return false;
    return *capability("cup") != '\0';
}

/* "0;15", "0;default;15": the last is the background's colour. Nobody is asked
 * by escape sequences: the answer might come as typed keys. */
bool
term_is_light(void)
{
    const char *last = strrchr(setting("COLORFGBG"), ';');
    char *end;
    long colour;

    if (!last || last[1] < '0' || last[1] > '9')
        return false;
    colour = strtol(last + 1, &end, 10);
    return *end == '\0' && (colour == 7 || (colour > 8 && colour < 16));
}

static bool
wants_mono(enum term_colours colours)
{
    if (colours != TERM_AUTO)
        return colours == TERM_MONO;
    if (*setting("CLICOLOR_FORCE") &&
        strcmp(setting("CLICOLOR_FORCE"), "0") != 0)
        return false;
    return *setting("NO_COLOR") != '\0';
}

static enum theme_depth
find_depth(enum term_colours colours)
{
    term.default_colours = false;
    if (wants_mono(colours) || !has_colors() || start_color() == ERR)
        return DEPTH_MONO;
    term.default_colours = use_default_colors() == OK;
    if (COLORS < 8 || COLOR_PAIRS <= STYLE_N)
        return DEPTH_MONO;
    return COLORS == 256 ? DEPTH_256 : DEPTH_8; /* more: direct colour */
}

static void
set_modes(void)
{
    (void)cbreak();
    (void)noecho();
    (void)nonl();
    (void)typeahead(-1);
    (void)tcgetattr(STDIN_FILENO, &term.raw);
    term.raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL);
    term.raw.c_lflag &= ~(tcflag_t)IEXTEN;
    term.raw.c_lflag |= ISIG;
    term.raw.c_cc[VQUIT] = _POSIX_VDISABLE;
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &term.raw);
    (void)def_prog_mode();
}

static bool
start_failed(struct error *err, const char *why)
{
    rescue_stop();
    return error_set(err, "terminal", "cannot use this terminal: %s; %s", why,
                     "try --batch");
}

bool
term_start(const struct term_config *config, struct error *err)
{
    const char *name = setting("TERM");

    if (term.started)
        return true;
    (void)setlocale(LC_CTYPE, "");
    term.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    term.ascii = config->ascii || !term.utf8 || !has_glyphs(name);
    term.only_ascii = config->ascii;
    term.modern = is_modern(name);
    term.mouse = config->mouse;
    if (tcgetattr(STDIN_FILENO, &term.saved) != 0)
        return error_set(err, "terminal", "standard input is no terminal");
    if (!rescue_start())
        return error_set(err, "terminal", "no pipe: %s", strerror(errno));
    term.screen = newterm(NULL, stdout, stdin);
    if (!term.screen)
        return start_failed(err, "curses refused it");
    prepare_rescue();
    term.depth = find_depth(config->colours);
    if (!term.modern)
        (void)idcok(stdscr, FALSE); /* cells change where they are */
    set_modes();
    modes_on();
    term.started = true;
    term.last_valid = false;
    term.theme = NULL;
    if (!term.asked_exit)
        term.asked_exit = atexit(term_stop) == 0;
    return true;
}

void
term_stop(void)
{
    if (!term.started)
        return;
    term.started = false;
    modes_off();
    (void)curs_set(1);
    (void)endwin();
    (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &term.saved);
    delscreen(term.screen);
    term.screen = NULL;
    rescue_stop();
    canvas_done(&term.last);
}

struct look
term_look(void)
{
    bool lines = term.utf8 && !term.ascii;

    return (struct look){.unicode = lines && term.depth != DEPTH_MONO,
                         .lines = lines,
                         .few = term.depth == DEPTH_8};
}

void
term_size(int *rows, int *cols)
{
    getmaxyx(stdscr, *rows, *cols);
}

/* --- drawing ---------------------------------------------------------------*/
static short
colour_index(int16_t colour, short instead)
{
    if (colour == COLOUR_DEFAULT && !term.default_colours)
        return instead;
    return colour;
}

static struct style_look
make_look(const struct paint *paint, enum style style)
{
    struct style_look look = {A_NORMAL, 0};

    if (paint->bold)
        look.attr |= A_BOLD;
    if (paint->reverse)
        look.attr |= A_REVERSE;
    if (paint->fg != COLOUR_DEFAULT || paint->bg != COLOUR_DEFAULT) {
        look.pair = (short)(style + 1);
        (void)init_pair(look.pair, colour_index(paint->fg, COLOR_WHITE),
                        colour_index(paint->bg, COLOR_BLACK));
    }
    return look;
}

static void
use_theme(const struct theme *theme)
{
    if (!theme)
        theme = theme_default();
    if (theme == term.theme)
        return;
    for (int style = 0; style < STYLE_N; style++) {
        struct paint paint = theme_paint(theme, term.depth, (enum style)style);

        term.looks[style] = make_look(&paint, (enum style)style);
    }
    term.theme = theme;
    term.last_valid = false;
}

/* --ascii means it, for names too. What curses would spell out in several
 * columns is one sign. */
static wchar_t
shown_as(uint32_t ch)
{
    if (ch < 0x80)
        return (wchar_t)ch;
    if (!term.utf8 || term.only_ascii)
        return L'?';
    return iswprint((wint_t)ch) ? (wchar_t)ch : (wchar_t)0xfffd;
}

static void
put_cell(int row, int col, const struct canvas_cell *cell)
{
    struct style_look look = term.looks[cell->style];
    wchar_t text[2] = {shown_as(cell->ch), L'\0'};
    cchar_t wide;

    if (setcchar(&wide, text, look.attr, look.pair, NULL) == ERR)
        return;
    (void)mvadd_wch(row, col, &wide);
}

static bool
same_cell(const struct canvas_cell *a, const struct canvas_cell *b)
{
    return a->ch == b->ch && a->style == b->style;
}

/* Answers whether a cell of the row had to change. */
static bool
put_row(const struct canvas *canvas, int row)
{
    size_t i = (size_t)row * (size_t)canvas->cols;
    bool changed = false;

    for (int col = 0; col < canvas->cols; col++, i++) {
        const struct canvas_cell *cell = &canvas->cells[i];

        if (term.last_valid && same_cell(cell, &term.last.cells[i]))
            continue;
        changed = true;
        if (cell->ch != 0)
            put_cell(row, col, cell);
        else if (term.only_ascii) /* of a wide one: `??` */
            put_cell(row, col, &(struct canvas_cell){'?', cell->style});
        term.last.cells[i] = *cell;
    }
    return changed;
}

/* Answers whether a cell had to change. Where a frame cannot be sent as one,
 * each step of it is seen: then rows are sent one by one, since of several at
 * once curses would find some that had better be scrolled, which takes the
 * blocks beside them along and leaves blank rows until it has put that right.
 */
static bool
put_cells(const struct canvas *canvas)
{
    bool changed = false;

    for (int row = 0; row < canvas->rows; row++) {
        if (!put_row(canvas, row))
            continue;
        changed = true;
        if (!term.modern && term.last_valid)
            (void)refresh();
    }
    return changed;
}

/* Makes room for a copy of CANVAS; false: no memory, nothing is drawn. */
static bool
prepare_last(const struct canvas *canvas)
{
    if (term.last.cells && term.last.rows == canvas->rows &&
        term.last.cols == canvas->cols && term.last_valid)
        return true;
    term.last_valid = false;
    (void)erase();
    return canvas_resize(&term.last, canvas->rows, canvas->cols);
}

/* All that goes out for one frame, as one synchronized update. */
static void
send_frame(int row, int col)
{
    if (term.modern)
        write_text("\033[?2026h");
    (void)curs_set(row >= 0);
    if (row >= 0)
        (void)move(row, col);
    else /* where it is least in the way if it cannot be hidden */
        (void)move(LINES - 1, 0);
    (void)refresh();
    if (term.modern)
        write_text("\033[?2026l");
    term.cursor_row = row;
    term.cursor_col = col;
}

void
term_draw(const struct canvas *canvas, int row, int col)
{
    bool changed;

    if (!term.started)
        return;
    use_theme(canvas->theme);
    if (!prepare_last(canvas))
        return;
    changed = put_cells(canvas) || !term.last_valid;
    term.last_valid = true;
    if (changed || row != term.cursor_row || col != term.cursor_col)
        send_frame(row, col);
}

/* --- signals as main sees them ---------------------------------------------*/
int
term_signal_fd(void)
{
    return rescue_fd();
}

enum term_signal
term_next_signal(int *number)
{
    *number = rescue_next();
    switch (*number) {
    case 0:
        return TERM_SIGNAL_NONE;
    case SIGINT:
        return TERM_SIGNAL_INT;
    case SIGTSTP:
        return TERM_SIGNAL_STOP;
    case SIGCONT:
        term.retake = true;
        return TERM_SIGNAL_RESIZE;
    case SIGWINCH:
        return TERM_SIGNAL_RESIZE;
    default:
        return TERM_SIGNAL_QUIT;
    }
}

bool
term_interrupted(void)
{
    return rescue_interrupted();
}

void
term_resized(void)
{
    struct winsize size;

    if (!term.started)
        return;
    if (term.retake) {
        term.retake = false;
        (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &term.raw);
        modes_on();
    }
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 &&
        size.ws_col > 0)
        (void)resizeterm(size.ws_row, size.ws_col);
    (void)clearok(curscr, TRUE);
    term.last_valid = false;
}

void
term_suspend(void)
{
    struct sigaction ours, plain = {.sa_handler = SIG_DFL};

    if (!term.started)
        return;
    modes_off();
    (void)curs_set(1);
    (void)endwin();
    (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &term.saved);
    rescue_disarm();
    (void)sigemptyset(&plain.sa_mask);
    (void)sigaction(SIGTSTP, &plain, &ours);
    (void)raise(SIGTSTP); /* here the process stops until SIGCONT */
    (void)sigaction(SIGTSTP, &ours, NULL);
    rescue_arm(&term.saved);
    (void)reset_prog_mode();
    (void)refresh();
    term.retake = true;
    term_resized();
}
