/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vt.c: see vt.h. The test keeps the terminal's other end open too, so that
 * its modes can be read after the program has ended, and so that the end of
 * the program is told by waitpid alone.
 */
#include "vt.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>

enum { DEADLINE_MS = 20000, SLICE_MS = 20, MAX_ENV = 16, ENV_TEXT = 512 };

struct vt {
    VTerm *term;
    VTermScreen *screen;
    int master, slave;
    pid_t pid;
    bool ended;
    int status;
    char home[64];
    struct termios before;
    bool alternate, cursor_visible;
    int mouse;
    char *sent; /* all that the program wrote */
    size_t n_sent, room;
    size_t n_shown; /* of them the terminal has had */
    void (*changed)(void *context, int row, int col);
    void *changed_context;
};

#define FRAME_BEGIN "\033[?2026h"
#define FRAME_END   "\033[?2026l"

static void
die(const char *what)
{
    (void)fprintf(stderr, "vt: %s: %s\n", what, strerror(errno));
    abort();
}

static long
now_ms(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000L + time.tv_nsec / 1000000L;
}

/* --- start -----------------------------------------------------------------*/
static int
on_property(VTermProp property, VTermValue *value, void *context)
{
    struct vt *vt = context;

    if (property == VTERM_PROP_ALTSCREEN)
        vt->alternate = value->boolean != 0;
    else if (property == VTERM_PROP_CURSORVISIBLE)
        vt->cursor_visible = value->boolean != 0;
    else if (property == VTERM_PROP_MOUSE)
        vt->mouse = value->number;
    return 1;
}

static int
on_damage(VTermRect rect, void *context)
{
    const struct vt *vt = context;

    for (int row = rect.start_row; vt->changed && row < rect.end_row; row++) {
        for (int col = rect.start_col; col < rect.end_col; col++)
            vt->changed(vt->changed_context, row, col);
    }
    return 1;
}

static void
open_screen(struct vt *vt, int rows, int cols)
{
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property,
                                                   .damage = on_damage};

    vt->term = vterm_new(rows, cols);
    if (!vt->term)
        die("vterm_new");
    vterm_set_utf8(vt->term, 1);
    vt->screen = vterm_obtain_screen(vt->term);
    vterm_screen_set_callbacks(vt->screen, &callbacks, vt);
    vterm_screen_set_damage_merge(vt->screen, VTERM_DAMAGE_CELL);
    vterm_screen_enable_altscreen(vt->screen, 1);
    vterm_screen_reset(vt->screen, 1);
    vt->cursor_visible = true;
}

static void
open_pty(struct vt *vt, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows,
                           .ws_col = (unsigned short)cols};

    if (openpty(&vt->master, &vt->slave, NULL, NULL, &size) != 0)
        die("openpty");
    (void)fcntl(vt->master, F_SETFD, FD_CLOEXEC);
    (void)fcntl(vt->slave, F_SETFD, FD_CLOEXEC);
    if (tcgetattr(vt->slave, &vt->before) != 0)
        die("tcgetattr");
}

static const char *
or_else(const char *value, const char *otherwise)
{
    return value ? value : otherwise;
}

/* Passed on as it is, when it is set. */
static int
keep_env(char env[MAX_ENV][ENV_TEXT], int n, const char *name)
{
    const char *value = getenv(name);

    if (value)
        (void)snprintf(env[n++], ENV_TEXT, "%s=%s", name, value);
    return n;
}

static void
run(const struct vt *vt, const struct vt_config *config)
{
    const char *program =
        or_else(getenv("HEAPGLASS"), "build/release/heapglass");
    static char env[MAX_ENV][ENV_TEXT];
    char *envp[MAX_ENV + 1] = {NULL}, *argv[VT_MAX_ARGS + 2] = {NULL};
    int n = 0;

    (void)snprintf(env[n++], ENV_TEXT, "TERM=%s",
                   or_else(config->term, "xterm-256color"));
    (void)snprintf(env[n++], ENV_TEXT, "LC_ALL=%s",
                   or_else(config->locale, "C.UTF-8"));
    (void)snprintf(env[n++], ENV_TEXT, "HOME=%s", vt->home);
    (void)snprintf(env[n++], ENV_TEXT, "XDG_STATE_HOME=%s", vt->home);
    (void)snprintf(env[n++], ENV_TEXT, "INPUTRC=/dev/null");
    n = keep_env(env, n, "PATH");
    n = keep_env(env, n, "ASAN_OPTIONS");
    n = keep_env(env, n, "LSAN_OPTIONS");
    n = keep_env(env, n, "TERMINFO");
    if (config->env)
        (void)snprintf(env[n++], ENV_TEXT, "%s", config->env);
    for (int i = 0; i < n; i++)
        envp[i] = env[i];
    argv[0] = strdup(program);
    for (int i = 0; i < VT_MAX_ARGS && config->args[i]; i++)
        argv[i + 1] = strdup(config->args[i]);
    (void)execve(program, argv, envp);
    (void)fprintf(stderr, "vt: cannot run %s: %s\n", program, strerror(errno));
    _exit(127);
}

struct vt *
vt_start(const struct vt_config *config)
{
    int rows = config->rows ? config->rows : 40;
    int cols = config->cols ? config->cols : 120;
    struct vt *vt = calloc(1, sizeof *vt);

    if (!vt)
        die("calloc");
    (void)snprintf(vt->home, sizeof vt->home, "/tmp/heapglass-test-XXXXXX");
    if (!mkdtemp(vt->home))
        die("mkdtemp");
    open_screen(vt, rows, cols);
    open_pty(vt, rows, cols);
    vt->pid = fork();
    if (vt->pid < 0)
        die("fork");
    if (vt->pid == 0) {
        (void)login_tty(vt->slave);
        run(vt, config);
    }
    (void)fcntl(vt->master, F_SETFL, O_NONBLOCK);
    return vt;
}

static int
remove_one(const char *path, const struct stat *info, int kind,
           struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

void
vt_end(struct vt *vt)
{
    if (!vt->ended) {
        (void)kill(vt->pid, SIGKILL);
        (void)waitpid(vt->pid, &vt->status, 0);
    }
    (void)close(vt->master);
    (void)close(vt->slave);
    vterm_free(vt->term);
    (void)nftw(vt->home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(vt->sent);
    free(vt);
}

const char *
vt_home(const struct vt *vt)
{
    return vt->home;
}

/* --- bytes -----------------------------------------------------------------*/
static void
keep_sent(struct vt *vt, const char *bytes, size_t n)
{
    if (vt->n_sent + n + 1 > vt->room) {
        vt->room = (vt->n_sent + n + 1) * 2;
        vt->sent = realloc(vt->sent, vt->room);
        if (!vt->sent)
            die("realloc");
    }
    memcpy(vt->sent + vt->n_sent, bytes, n);
    vt->n_sent += n;
    vt->sent[vt->n_sent] = '\0';
}

/* Reads what the program has written; false: nothing was there. */
static bool
read_output(struct vt *vt)
{
    char bytes[8192];
    ssize_t n = read(vt->master, bytes, sizeof bytes);

    if (n <= 0)
        return false;
    keep_sent(vt, bytes, (size_t)n);
    return true;
}

/* Gives the terminal what was sent before byte END. */
static void
show_until(struct vt *vt, size_t end)
{
    size_t from = vt->n_shown;

    vt->n_shown = end;
    (void)vterm_input_write(vt->term, vt->sent + from, end - from);
}

/* Takes what the program has written; false: nothing was there. */
static bool
take_output(struct vt *vt)
{
    bool any = vt->n_shown < vt->n_sent;

    any |= read_output(vt);
    if (any)
        show_until(vt, vt->n_sent);
    return any;
}

static void
write_bytes(struct vt *vt, const char *bytes, size_t n)
{
    long end = now_ms() + DEADLINE_MS;

    while (n > 0 && now_ms() < end) {
        struct pollfd fd = {.fd = vt->master, .events = POLLOUT};
        ssize_t done = write(vt->master, bytes, n);

        if (done > 0) {
            bytes += done;
            n -= (size_t)done;
            continue;
        }
        (void)take_output(vt);
        (void)poll(&fd, 1, SLICE_MS);
    }
}

void
vt_type(struct vt *vt, const char *bytes)
{
    write_bytes(vt, bytes, strlen(bytes));
}

static void
report_mouse(struct vt *vt, int button, int row, int col, char end)
{
    char text[48];

    (void)snprintf(text, sizeof text, "\033[<%d;%d;%d%c", button, col + 1,
                   row + 1, end);
    vt_type(vt, text);
}

void
vt_click(struct vt *vt, int row, int col)
{
    report_mouse(vt, 0, row, col, 'M');
    report_mouse(vt, 0, row, col, 'm');
}

void
vt_drag(struct vt *vt, int row, int col, int to_row, int to_col)
{
    report_mouse(vt, 0, row, col, 'M');
    report_mouse(vt, 32, to_row, to_col, 'M');
    report_mouse(vt, 0, to_row, to_col, 'm');
}

void
vt_wheel(struct vt *vt, int row, int col, bool up)
{
    report_mouse(vt, up ? 64 : 65, row, col, 'M');
}

void
vt_resize(struct vt *vt, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows,
                           .ws_col = (unsigned short)cols};

    while (take_output(vt)) {
        /* what was drawn for the old size */
    }
    vterm_set_size(vt->term, rows, cols);
    if (ioctl(vt->slave, TIOCSWINSZ, &size) != 0)
        die("TIOCSWINSZ");
}

void
vt_signal(struct vt *vt, int number)
{
    (void)kill(vt->pid, number);
}

/* --- waiting ---------------------------------------------------------------*/
static void
look_for_end(struct vt *vt)
{
    if (!vt->ended && waitpid(vt->pid, &vt->status, WNOHANG) == vt->pid)
        vt->ended = true;
}

/* In the middle of a frame: its begin was sent after the last end. */
static bool
in_frame(const struct vt *vt)
{
    return vt_sent(vt, FRAME_BEGIN) > vt_sent(vt, FRAME_END);
}

bool
vt_try(struct vt *vt, bool (*holds)(struct vt *, void *), void *context,
       long ms)
{
    long end = now_ms() + ms;

    for (;;) {
        struct pollfd fd = {.fd = vt->master, .events = POLLIN};
        bool ended;

        look_for_end(vt);
        ended = vt->ended;
        while (take_output(vt)) {
            /* all there is */
        }
        if ((ended || !in_frame(vt)) && holds(vt, context))
            return true;
        if (ended || now_ms() > end)
            return false;
        (void)poll(&fd, 1, SLICE_MS);
    }
}

bool
vt_wait(struct vt *vt, bool (*holds)(struct vt *, void *), void *context)
{
    if (vt_try(vt, holds, context, DEADLINE_MS))
        return true;
    vt_print(vt);
    return false;
}

void
vt_wait_quiet(struct vt *vt, long ms)
{
    long heard = now_ms();

    while (now_ms() - heard < ms) {
        struct pollfd fd = {.fd = vt->master, .events = POLLIN};

        (void)poll(&fd, 1, SLICE_MS);
        while (take_output(vt))
            heard = now_ms();
    }
}

struct row_text {
    int row;
    const char *text;
};

static bool
has_text(struct vt *vt, void *context)
{
    int row, col;

    return vt_find(vt, context, &row, &col);
}

static bool
has_no_text(struct vt *vt, void *context)
{
    return !has_text(vt, context);
}

static bool
row_has_text(struct vt *vt, void *context)
{
    const struct row_text *want = context;
    char buf[VT_ROW_TEXT];

    return strstr(vt_row(vt, want->row, buf), want->text) != NULL;
}

bool
vt_wait_text(struct vt *vt, const char *text)
{
    return vt_wait(vt, has_text, (void *)(uintptr_t)text);
}

bool
vt_wait_gone(struct vt *vt, const char *text)
{
    return vt_wait(vt, has_no_text, (void *)(uintptr_t)text);
}

bool
vt_wait_row(struct vt *vt, int row, const char *text)
{
    struct row_text want = {row, text};

    return vt_wait(vt, row_has_text, &want);
}

bool
vt_next_frame(struct vt *vt)
{
    long deadline = now_ms() + DEADLINE_MS;

    for (;;) {
        struct pollfd fd = {.fd = vt->master, .events = POLLIN};
        const char *end =
            vt->sent ? strstr(vt->sent + vt->n_shown, FRAME_END) : NULL;

        if (end) {
            show_until(vt, (size_t)(end - vt->sent) + sizeof FRAME_END - 1);
            return true;
        }
        if (read_output(vt))
            continue;
        look_for_end(vt);
        if (vt->ended || now_ms() > deadline)
            return false;
        (void)poll(&fd, 1, SLICE_MS);
    }
}

static bool
has_ended(struct vt *vt, void *context)
{
    (void)context;
    return vt->ended;
}

int
vt_wait_exit(struct vt *vt)
{
    return vt_wait(vt, has_ended, NULL) ? vt->status : -1;
}

/* --- reading ---------------------------------------------------------------*/
static int
colour_of(const VTermColor *colour, bool is_default)
{
    if (is_default)
        return VT_DEFAULT;
    return VTERM_COLOR_IS_INDEXED(colour) ? colour->indexed.idx : VT_RGB;
}

struct vt_cell
vt_cell(struct vt *vt, int row, int col)
{
    VTermPos at = {.row = row, .col = col};
    VTermScreenCell cell;

    if (!vterm_screen_get_cell(vt->screen, at, &cell))
        return (struct vt_cell){.ch = ' ', .width = 1};
    return (struct vt_cell){
        .ch = cell.chars[0] == UINT32_MAX ? 0 : cell.chars[0],
        .width = cell.width,
        .fg = colour_of(&cell.fg, VTERM_COLOR_IS_DEFAULT_FG(&cell.fg)),
        .bg = colour_of(&cell.bg, VTERM_COLOR_IS_DEFAULT_BG(&cell.bg)),
        .bold = cell.attrs.bold,
        .reverse = cell.attrs.reverse,
        .other = cell.attrs.underline || cell.attrs.italic ||
                 cell.attrs.blink || cell.attrs.strike,
    };
}

static size_t
put_utf8(char *out, uint32_t ch)
{
    if (ch < 0x80) {
        out[0] = (char)ch;
        return 1;
    }
    if (ch < 0x800) {
        out[0] = (char)(0xc0 | ch >> 6);
        out[1] = (char)(0x80 | (ch & 0x3f));
        return 2;
    }
    if (ch < 0x10000) {
        out[0] = (char)(0xe0 | ch >> 12);
        out[1] = (char)(0x80 | (ch >> 6 & 0x3f));
        out[2] = (char)(0x80 | (ch & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | ch >> 18);
    out[1] = (char)(0x80 | (ch >> 12 & 0x3f));
    out[2] = (char)(0x80 | (ch >> 6 & 0x3f));
    out[3] = (char)(0x80 | (ch & 0x3f));
    return 4;
}

/* The row as UTF-8, and for each byte the column it stands at. */
static size_t
read_row(struct vt *vt, int row, char *buf, int *cols)
{
    int rows, n_cols;
    size_t n = 0;

    vterm_get_size(vt->term, &rows, &n_cols);
    for (int col = 0; col < n_cols && n + 5 < VT_ROW_TEXT; col++) {
        struct vt_cell cell = vt_cell(vt, row, col);
        size_t from = n;

        n += put_utf8(buf + n, cell.ch ? cell.ch : ' ');
        while (cols && from < n)
            cols[from++] = col;
        if (cell.width == 2)
            col++;
    }
    buf[n] = '\0';
    return n;
}

void
vt_size(const struct vt *vt, int *rows, int *cols)
{
    vterm_get_size(vt->term, rows, cols);
}

const char *
vt_row(struct vt *vt, int row, char buf[VT_ROW_TEXT])
{
    size_t n = read_row(vt, row, buf, NULL);

    while (n > 0 && buf[n - 1] == ' ')
        buf[--n] = '\0';
    return buf;
}

bool
vt_find(struct vt *vt, const char *text, int *row, int *col)
{
    char buf[VT_ROW_TEXT];
    int cols[VT_ROW_TEXT];
    int rows, n_cols;

    vterm_get_size(vt->term, &rows, &n_cols);
    for (*row = 0; *row < rows; ++*row) {
        const char *found;

        (void)read_row(vt, *row, buf, cols);
        found = strstr(buf, text);
        if (found) {
            *col = cols[found - buf];
            return true;
        }
    }
    return false;
}

void
vt_watch(struct vt *vt, void (*changed)(void *context, int row, int col),
         void *context)
{
    vt->changed = changed;
    vt->changed_context = context;
}

void
vt_cursor(struct vt *vt, int *row, int *col, bool *visible)
{
    VTermPos at;

    vterm_state_get_cursorpos(vterm_obtain_state(vt->term), &at);
    *row = at.row;
    *col = at.col;
    *visible = vt->cursor_visible;
}

bool
vt_alternate(const struct vt *vt)
{
    return vt->alternate;
}

int
vt_mouse(const struct vt *vt)
{
    return vt->mouse;
}

long
vt_sent(const struct vt *vt, const char *bytes)
{
    size_t n = strlen(bytes);

    for (size_t at = vt->n_sent; at >= n && n > 0; at--) {
        if (memcmp(vt->sent + at - n, bytes, n) == 0)
            return (long)(at - n);
    }
    return -1;
}

void
vt_modes_before(const struct vt *vt, struct termios *modes)
{
    *modes = vt->before;
}

void
vt_modes_now(const struct vt *vt, struct termios *modes)
{
    if (tcgetattr(vt->slave, modes) != 0)
        die("tcgetattr");
}

bool
vt_modes_same(const struct termios *a, const struct termios *b)
{
    return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag &&
           a->c_cflag == b->c_cflag && a->c_lflag == b->c_lflag &&
           memcmp(a->c_cc, b->c_cc, sizeof a->c_cc) == 0;
}

void
vt_print(struct vt *vt)
{
    char buf[VT_ROW_TEXT];
    int rows, cols;

    vterm_get_size(vt->term, &rows, &cols);
    (void)fprintf(stderr, "# the screen, %dx%d:\n", cols, rows);
    for (int row = 0; row < rows; row++)
        (void)fprintf(stderr, "# %s\n", vt_row(vt, row, buf));
}
