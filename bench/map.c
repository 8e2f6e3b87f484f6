/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map.c: what the screen costs while a trace plays at full speed, the whole
 * heap in view.
 *
 *     map [--blocks N] [--small N] [--seconds S] [--policy P]
 *
 * The program's own loop runs in a process of its own on a terminal of 200 x 60
 * (a pty), whose other end is read here as a terminal would, and where keys are
 * typed. The heap has N blocks when it begins; the trace replaces random ones.
 *
 *   frame    processor time of a frame, drawn and sent
 *   drawing  that at 60 frames a second, of one core
 *   key      from the key to its character on the terminal, while it plays
 *   play     operations in a second of the processor, drawing included, beside
 *            the same trace played with no screen
 *   rest     processor time after it was paused
 *   sent     bytes to the terminal for a frame of which 5 % of the cells change
 */
#include "clock.h"

#include "app/app.h"
#include "session/moment.h"
#include "trace/generate.h"
#include "trace/random.h"
#include "tui/term.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROWS = 60, COLS = 200, MOST_KEYS = 4096, FRAMES = 200 };

struct wishes {
    size_t blocks, small;
    double seconds;
    struct policy policy;
};

/* --- the heap --------------------------------------------------------------*/
static void
die(const char *why)
{
    (void)fprintf(stderr, "map: %s\n", why);
    exit(2);
}

/* A session with a heap of N blocks, and at least MORE operations to come. */
static struct session *
session_of(const struct wishes *wishes, size_t n, size_t more)
{
    struct session_config config = {.policy = wishes->policy};
    struct generate_config what = {.kind = "exponential",
                                   .seed = 1,
                                   .ops = n + n / 2 + more,
                                   .live = n,
                                   .min = 16,
                                   .mean = 64,
                                   .max = 1024,
                                   .end = GENERATE_KEEP};
    struct error err = {.name = ""};
    struct trace *trace = generate_trace(&what, &err);
    struct session *s = session_new(&config, &err);
    if (!trace || !s || !session_load(s, trace, &err) ||
        !session_step(s, n + n / 2, NULL, &err))
        die(err.text);
    return s;
}

/* --- the screen's process --------------------------------------------------*/
struct child {
    pid_t pid;
    int fd;
    struct screen_stats *stats; /* shared */
    uint64_t bytes;             /* that came so far */
    bool gone;
};

static void
be_the_screen(const struct wishes *wishes, size_t n, size_t more,
              struct screen_stats *stats)
{
    struct start starts[] = {{START_COMMAND, "play max"}};
    struct options options = {.starts = starts, .n_starts = 1, .stats = stats};
    (void)setenv("TERM", "xterm-256color", 1);
    (void)setlocale(LC_ALL, "C.UTF-8");
    exit(app_screen(&options, session_of(wishes, n, more)));
}

static void
start_child(struct child *child)
{
    struct winsize size = {.ws_row = ROWS, .ws_col = COLS};
    *child = (struct child){.fd = -1};
    child->stats = mmap(NULL, sizeof *child->stats, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (child->stats == MAP_FAILED)
        die("no memory");
    child->pid = forkpty(&child->fd, NULL, NULL, &size);
    if (child->pid < 0)
        die("no pty");
}

/* Reads what there is, waiting for at most MS; true: BYTE (0: none) was seen.
 */
static bool
drain(struct child *child, int ms, char byte)
{
    static char bytes[1 << 16];
    struct pollfd fd = {.fd = child->fd, .events = POLLIN};
    ssize_t n;
    if (poll(&fd, 1, ms) <= 0)
        return false;
    n = read(child->fd, bytes, sizeof bytes);
    if (n <= 0) {
        child->gone = true;
        return false;
    }
    child->bytes += (uint64_t)n;
    return byte && memchr(bytes, byte, (size_t)n);
}

static void
drain_for(struct child *child, double seconds)
{
    uint64_t end = clock_ns() + (uint64_t)(seconds * 1e9);
    while (!child->gone && clock_ns() < end)
        (void)drain(child, 1, 0);
}

static void
type(const struct child *child, const char *text)
{
    if (write(child->fd, text, strlen(text)) < 0)
        die("the terminal is gone");
}

/* --- keys ------------------------------------------------------------------*/
struct keys {
    double ms[MOST_KEYS];
    size_t n;
};

/* Types a character that no frame has, and waits for it. */
static void
type_and_wait(struct child *child, struct keys *keys)
{
    uint64_t before = clock_ns();
    type(child, "@");
    while (!child->gone && !drain(child, 1000, '@'))
        if (clock_ns() - before > 5000000000u)
            break;
    if (keys->n < MOST_KEYS)
        keys->ms[keys->n++] = (double)(clock_ns() - before) / 1e6;
    type(child, "\177");
}

static int
compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* --- what is measured ------------------------------------------------------*/
struct measured {
    size_t blocks;
    double frame_ms, fps, drawing, rate, batch_rate, rest;
    double key_median, key_p99, key_most;
    double bytes_a_frame;
    size_t n_keys;
};

static double
own_seconds(pid_t pid)
{
    clockid_t id;
    if (clock_getcpuclockid(pid, &id) != 0)
        return 0;
    return (double)clock_ns_of(id) / 1e9;
}

static void
play_and_type(struct child *child, double seconds, struct keys *keys)
{
    struct random random = {1};
    uint64_t end = clock_ns() + (uint64_t)(seconds * 1e9);
    volatile const struct screen_stats *stats = child->stats;
    while (!child->gone && stats->playing && clock_ns() < end) {
        drain_for(child, 0.01 + (double)(random_next(&random) % 50) / 1000);
        type_and_wait(child, keys);
    }
}

static void
fill_keys(struct measured *m, struct keys *keys)
{
    qsort(keys->ms, keys->n, sizeof *keys->ms, compare_doubles);
    m->n_keys = keys->n;
    if (keys->n == 0)
        return;
    m->key_median = keys->ms[keys->n / 2];
    m->key_p99 = keys->ms[keys->n * 99 / 100];
    m->key_most = keys->ms[keys->n - 1];
}

static void
measure_screen(const struct wishes *wishes, size_t n, size_t more,
               struct measured *m)
{
    static struct keys keys;
    struct child child;
    keys.n = 0;
    start_child(&child);
    if (child.pid == 0)
        be_the_screen(wishes, n, more, child.stats);
    volatile struct screen_stats *stats = child.stats;
    while (!child.gone && stats->frames < 10)
        (void)drain(&child, 10, 0);
    struct screen_stats before = *stats;
    uint64_t start = clock_ns(), bytes = child.bytes;
    double own_before = own_seconds(child.pid);
    play_and_type(&child, wishes->seconds, &keys);
    struct screen_stats after = *stats;
    double seconds = (double)(clock_ns() - start) / 1e9;
    double own = own_seconds(child.pid) - own_before;
    double frames = (double)(after.frames - before.frames);
    m->fps = frames / seconds;
    m->frame_ms = (after.drawing - before.drawing) / frames * 1e3;
    m->drawing = m->frame_ms * 60 / 1000;
    m->rate = (double)(after.op - before.op) / own;
    m->bytes_a_frame = (double)(child.bytes - bytes) / frames;
    fill_keys(m, &keys);
    type(&child, "\3");
    drain_for(&child, 1);
    own = own_seconds(child.pid);
    drain_for(&child, 2);
    m->rest = (own_seconds(child.pid) - own) / 2;
    (void)kill(child.pid, SIGKILL);
    (void)waitpid(child.pid, NULL, 0);
    (void)close(child.fd);
}

/* Operations a second with no screen. */
static double
measure_batch(const struct wishes *wishes, size_t n, size_t more)
{
    double *rate = mmap(NULL, sizeof *rate, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (rate == MAP_FAILED)
        die("no memory");
    pid_t pid = fork();
    if (pid == 0) {
        struct session *s = session_of(wishes, n, more);
        struct error err;
        size_t done;
        uint64_t start = clock_own_ns();
        (void)session_step(s, more, &done, &err);
        *rate = (double)done / ((double)(clock_own_ns() - start) / 1e9);
        _exit(0);
    }
    (void)waitpid(pid, NULL, 0);
    return *rate;
}

/* --- bytes for a frame -----------------------------------------------------*/
static struct canvas_cell
random_cell(struct random *random)
{
    static const struct canvas_cell cells[] = {
        {0x2588, STYLE_USED}, {0x258e, STYLE_USED_GAP}, {0x00b7, STYLE_FREE},
        {0x258e, STYLE_FREE}, {0x2592, STYLE_USED},     {0x258c, STYLE_USED},
        {0x2593, STYLE_USED}, {0x258a, STYLE_USED_GAP}, {'7', STYLE_BADGE},
    };
    return cells[random_next(random) % (sizeof cells / sizeof *cells)];
}

/* Frames of which a twentieth of the cells, anywhere, are others each time. */
static void
draw_frames(struct screen_stats *stats)
{
    struct term_config config = {.colours = TERM_AUTO};
    struct canvas canvas = {0};
    struct random random = {1};
    struct error err;
    (void)setenv("TERM", "xterm-256color", 1);
    (void)setlocale(LC_ALL, "C.UTF-8");
    if (!term_start(&config, &err) || !canvas_resize(&canvas, ROWS, COLS))
        exit(2);
    for (size_t i = 0; i < (size_t)ROWS * COLS; i++)
        canvas.cells[i] = random_cell(&random);
    term_draw(&canvas, ROWS - 1, 0);
    stats->frames = 1;
    (void)usleep(200000);
    stats->playing = true;
    for (int frame = 0; frame < FRAMES; frame++) {
        for (size_t left = (size_t)ROWS * COLS / 20; left;) {
            size_t i = random_next(&random) % ((size_t)ROWS * COLS);
            struct canvas_cell cell = random_cell(&random);
            if (cell.ch == canvas.cells[i].ch &&
                cell.style == canvas.cells[i].style)
                continue;
            canvas.cells[i] = cell;
            left--;
        }
        term_draw(&canvas, ROWS - 1, 0);
        stats->frames++;
    }
    term_stop();
    exit(0);
}

static double
measure_bytes(void)
{
    struct child child;
    start_child(&child);
    if (child.pid == 0)
        draw_frames(child.stats);
    volatile struct screen_stats *stats = child.stats;
    while (!child.gone && !stats->playing)
        (void)drain(&child, 10, 0);
    uint64_t first = child.bytes;
    while (!child.gone)
        (void)drain(&child, 100, 0);
    (void)waitpid(child.pid, NULL, 0);
    (void)close(child.fd);
    return (double)(child.bytes - first) / FRAMES;
}

/* --- telling ---------------------------------------------------------------*/
static void
tell(const struct measured *m)
{
    (void)printf("%10zu  %7.2f  %6.1f  %6.1f%%  %6.1f %6.1f %6.1f  %6.2f "
                 "%6.2f  %5.2f  %6.2f%%  %7.1f\n",
                 m->blocks, m->frame_ms, m->fps, m->drawing * 100,
                 m->key_median, m->key_p99, m->key_most, m->rate / 1e6,
                 m->batch_rate / 1e6, m->rate / m->batch_rate, m->rest * 100,
                 m->bytes_a_frame / 1e3);
    (void)fflush(stdout);
}

static bool
parse(struct wishes *wishes, int argc, char **argv)
{
    static const struct option known[] = {
        {"blocks", required_argument, NULL, 'b'},
        {"small", required_argument, NULL, 's'},
        {"seconds", required_argument, NULL, 't'},
        {"policy", required_argument, NULL, 'p'},
        {NULL, 0, NULL, 0}};
    struct error err;
    int c;
    while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (c == 'b')
            wishes->blocks = (size_t)strtoull(optarg, NULL, 10);
        else if (c == 's')
            wishes->small = (size_t)strtoull(optarg, NULL, 10);
        else if (c == 't')
            wishes->seconds = strtod(optarg, NULL);
        else if (c != 'p' || !policy_parse(optarg, &wishes->policy, &err))
            return false;
    }
    return wishes->blocks && wishes->small && wishes->seconds > 0;
}

int
main(int argc, char **argv)
{
    struct wishes wishes = {.blocks = 10000000,
                            .small = 10000,
                            .seconds = 8,
                            .policy = policy_default()};
    struct measured all[2] = {{0}};
    if (!parse(&wishes, argc, argv))
        die("usage: map [--blocks N] [--small N] [--seconds S] [--policy P]");
    (void)puts("            frame           drawing  key, ms             "
               "  play, Mop/s             rest   sent\n"
               "    blocks       ms     fps  at 60    median   p99   most "
               " screen  batch  ratio            KB/frame");
    for (int i = 0; i < 2; i++) {
        size_t n = i ? wishes.small : wishes.blocks;
        size_t more = (size_t)(wishes.seconds * (i ? 40e6 : 6e6));
        all[i].blocks = n;
        measure_screen(&wishes, n, more, &all[i]);
        all[i].batch_rate = measure_batch(&wishes, n, more);
        tell(&all[i]);
    }
    (void)printf("a frame of the large heap costs %.2f times one of the small\n"
                 "sent for 5 %% of all cells anywhere: %.1f KB a frame\n",
                 all[0].frame_ms / all[1].frame_ms, measure_bytes() / 1e3);
    return 0;
}
