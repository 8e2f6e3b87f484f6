/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * key.c: raw terminal bytes, cut into whole keys, mouse reports and pastes.
 *
 * The bytes are parsed here and not by curses because readline needs every
 * key as it came, whole, and because a report that is cut in two must not leak
 * into the command line. What is understood:
 *
 *   byte, UTF-8 character      a key
 *   ESC c                      Meta: unknown to the map, readline's
 *   ESC [ params final         xterm, tmux, screen, vt; rxvt's finals $ ^ @
 *   ESC [ [ A..E               Linux console's F1 to F5
 *   ESC O params final         application keys
 *   ESC [ < b ; c ; r M or m   mouse (SGR);  ESC [ M b c r  mouse (X10)
 *   ESC [ 200 ~ ... ESC [ 201 ~   a paste, as one token
 *
 * A lone ESC is a key only after a pause (FLUSH); a sequence that has begun
 * waits for its end however slow the line is.
 */
#include "tui/key.h"

#include <stdlib.h>
#include <string.h>

enum { ESC = 0x1b, SEQUENCE_MAX = 64, PASTE_END_N = 6 };
static const char paste_end[] = "\033[201~";

/* What a parser found at the front of the buffer. */
enum cut {
    CUT_TOKEN,   /* a token of token->n bytes */
    CUT_SKIP,    /* token->n bytes that mean nothing */
    CUT_PASTE,   /* the paste begins after token->n bytes */
    CUT_PARTIAL, /* more bytes must come */
    CUT_LONE     /* a lone ESC or a cut character: a pause decides */
};

static enum cut
cut_key(struct token *token, uint32_t key, size_t n)
{
    token->kind = TOKEN_KEY;
    token->key = key;
    token->n = n;
    return CUT_TOKEN;
}

/* --- names of sequences ----------------------------------------------------*/
struct final {
    char byte;
    uint32_t key;
};

/* After ESC [ or ESC O; rxvt has arrows in small letters. */
static const struct final finals[] = {
    {'A', KEYS_UP},   {'B', KEYS_DOWN}, {'C', KEYS_RIGHT},   {'D', KEYS_LEFT},
    {'a', KEYS_UP},   {'b', KEYS_DOWN}, {'c', KEYS_RIGHT},   {'d', KEYS_LEFT},
    {'H', KEYS_HOME}, {'F', KEYS_END},  {'P', KEYS_F1},      {'Q', KEYS_F2},
    {'R', KEYS_F3},   {'S', KEYS_F4},   {'Z', KEYS_BACKTAB},
};

/* After ESC O only: the keypad in application mode. */
static const struct final keypad[] = {
    {'M', '\r'}, {'X', '='}, {'j', '*'}, {'k', '+'}, {'l', ','}, {'m', '-'},
    {'n', '.'},  {'o', '/'}, {'p', '0'}, {'q', '1'}, {'r', '2'}, {'s', '3'},
    {'t', '4'},  {'u', '5'}, {'v', '6'}, {'w', '7'}, {'x', '8'}, {'y', '9'},
};

/* ESC [ number ~ */
static const uint32_t tildes[] = {
    [1] = KEYS_HOME, [2] = KEYS_INSERT, [3] = KEYS_DELETE, [4] = KEYS_END,
    [5] = KEYS_PGUP, [6] = KEYS_PGDN,   [7] = KEYS_HOME,   [8] = KEYS_END,
    [11] = KEYS_F1,  [12] = KEYS_F2,    [13] = KEYS_F3,    [14] = KEYS_F4,
    [15] = KEYS_F5,  [17] = KEYS_F6,    [18] = KEYS_F7,    [19] = KEYS_F8,
    [20] = KEYS_F9,  [21] = KEYS_F10,   [23] = KEYS_F11,   [24] = KEYS_F12,
};

static uint32_t
find_final(const struct final *table, size_t n, char byte)
{
    for (size_t i = 0; i < n; i++) {
        if (table[i].byte == byte)
            return table[i].key;
    }
    return KEYS_UNKNOWN;
}

static uint32_t
letter_key(char byte)
{
    return find_final(finals, sizeof finals / sizeof *finals, byte);
}

/* The same after ESC [, with Shift: 2 behind a semicolon, or rxvt's letters. */
static uint32_t
shifted_key(char byte, int modifier)
{
    uint32_t key = letter_key(byte);

    if (modifier != 2 && byte != 'c' && byte != 'd')
        return key;
    return key == KEYS_LEFT    ? KEYS_SHIFT_LEFT
           : key == KEYS_RIGHT ? KEYS_SHIFT_RIGHT
                               : key;
}

static uint32_t
keypad_key(char byte)
{
    return find_final(keypad, sizeof keypad / sizeof *keypad, byte);
}

static uint32_t
tilde_key(int number)
{
    size_t i = (size_t)number;
    size_t n = sizeof tildes / sizeof *tildes;

    return number > 0 && i < n && tildes[i] ? tildes[i] : KEYS_UNKNOWN;
}

/* --- sequences -------------------------------------------------------------*/
/* The decimal number at *TEXT, at most 9 digits of it; moves behind it and a
 * semicolon. */
static int
read_number(const char **text, const char *end)
{
    int value = 0;

    for (; *text < end && **text >= '0' && **text <= '9'; ++*text) {
        if (value < 100000000)
            value = value * 10 + (**text - '0');
    }
    if (*text < end && **text == ';')
        ++*text;
    return value;
}

static enum cut
cut_mouse(struct token *token, int button, int col, int row, bool press)
{
    token->kind = TOKEN_MOUSE;
    token->button = button & ~(4 | 8 | 16 | 32); /* Shift, Meta, Ctrl, drag */
    token->press = press && !(button & 32);
    token->drag = press && (button & 32) != 0;
    token->col = col > 0 ? col - 1 : 0;
    token->row = row > 0 ? row - 1 : 0;
    return CUT_TOKEN;
}

static enum cut
cut_sgr_mouse(struct token *token, const char *text, const char *end)
{
    int button = read_number(&text, end);
    int col = read_number(&text, end);
    int row = read_number(&text, end);

    return cut_mouse(token, button, col, row, *end == 'M');
}

/* ESC [ M and three bytes, each 32 more than what it says. */
static enum cut
cut_x10_mouse(struct token *token, const char *buf, size_t n)
{
    const unsigned char *at = (const unsigned char *)buf + 3;
    int button;
    bool press;

    if (n < 6)
        return CUT_PARTIAL;
    token->n = 6;
    button = at[0] > 32 ? at[0] - 32 : 0;
    press = (button & 3) != 3;
    return cut_mouse(token, press ? button : button & ~3, at[1] - 32,
                     at[2] - 32, press);
}

/* A complete ESC [ sequence: parameters in [2, end), its final at END. */
static enum cut
cut_csi_whole(struct token *token, const char *buf, size_t end)
{
    const char *text = buf + 2;
    char final = buf[end];
    int number;

    token->n = end + 1;
    if (*text == '<' && (final == 'M' || final == 'm')) {
        text++;
        return cut_sgr_mouse(token, text, buf + end);
    }
    if (*text >= '<' && *text <= '?') /* an answer to a question */
        return cut_key(token, KEYS_UNKNOWN, end + 1);
    number = read_number(&text, buf + end);
    if (final == '~' && number == 200)
        return CUT_PASTE;
    if (final == '~' && number == 201)
        return CUT_SKIP;
    if (final == '~' || final == '$' || final == '^' || final == '@')
        return cut_key(token, tilde_key(number), end + 1);
    return cut_key(token, shifted_key(final, read_number(&text, buf + end)),
                   end + 1);
}

static bool
is_final(const char *buf, size_t i)
{
    if (buf[i] == '$' && buf[2] != '?')
        return true; /* rxvt: Shift */
    return buf[i] >= 0x40 && buf[i] < 0x7f;
}

static enum cut
cut_csi(struct token *token, const char *buf, size_t n)
{
    if (n > 2 && buf[2] == '[') { /* Linux console */
        uint32_t key = KEYS_UNKNOWN;

        if (n < 4)
            return CUT_PARTIAL;
        if (buf[3] >= 'A' && buf[3] <= 'E')
            key = KEYS_F1 + (uint32_t)(buf[3] - 'A');
        return cut_key(token, key, 4);
    }
    if (n > 2 && buf[2] == 'M')
        return cut_x10_mouse(token, buf, n);
    for (size_t i = 2; i < n; i++) {
        if (i >= SEQUENCE_MAX || buf[i] < 0x20 || buf[i] == 0x7f)
            return cut_key(token, KEYS_UNKNOWN, i);
        if (is_final(buf, i))
            return cut_csi_whole(token, buf, i);
    }
    return CUT_PARTIAL;
}

static enum cut
cut_ss3(struct token *token, const char *buf, size_t n)
{
    uint32_t key;
    size_t i = 2;

    while (i < n && i < SEQUENCE_MAX && buf[i] >= '0' && buf[i] <= ';')
        i++;
    if (i == n)
        return CUT_PARTIAL;
    if (buf[i] < 0x40 || buf[i] == 0x7f)
        return cut_key(token, KEYS_UNKNOWN, i);
    key = letter_key(buf[i]);
    return cut_key(token, key != KEYS_UNKNOWN ? key : keypad_key(buf[i]),
                   i + 1);
}

/* --- characters ------------------------------------------------------------*/
static size_t
character_bytes(unsigned char lead)
{
    if (lead >= 0xc2 && lead <= 0xdf)
        return 2;
    if (lead >= 0xe0 && lead <= 0xef)
        return 3;
    if (lead >= 0xf0 && lead <= 0xf4)
        return 4;
    return 1;
}

static enum cut
cut_character(struct token *token, const char *buf, size_t n, bool ascii_only)
{
    unsigned char lead = (unsigned char)buf[0];
    size_t need = ascii_only ? 1 : character_bytes(lead);
    uint32_t key;

    if (lead < 0x80)
        return cut_key(token, lead, 1);
    if (need == 1)
        return cut_key(token, ascii_only ? lead : (uint32_t)KEYS_UNKNOWN, 1);
    key = lead & (0x7fu >> need);
    for (size_t i = 1; i < need; i++) {
        if (i == n)
            return CUT_LONE;
        if (((unsigned char)buf[i] & 0xc0) != 0x80)
            return cut_key(token, KEYS_UNKNOWN, i);
        key = key << 6 | ((unsigned char)buf[i] & 0x3f);
    }
    return cut_key(token, key < KEY_BASE ? key : (uint32_t)KEYS_UNKNOWN, need);
}

static enum cut
cut_escape(struct token *token, const char *buf, size_t n, bool ascii_only)
{
    enum cut cut;

    if (n == 1)
        return CUT_LONE;
    if (buf[1] == '[')
        return cut_csi(token, buf, n);
    if (buf[1] == 'O')
        return cut_ss3(token, buf, n);
    if (buf[1] == ESC)
        return cut_key(token, KEYS_ESC, 1);
    cut = cut_character(token, buf + 1, n - 1, ascii_only);
    if (cut != CUT_TOKEN)
        return cut;
    return cut_key(token, KEYS_UNKNOWN, token->n + 1); /* Meta */
}

/* --- pastes ----------------------------------------------------------------*/
static void
drop_front(struct key_reader *reader, size_t n)
{
    memmove(reader->buf, reader->buf + n, reader->n - n);
    reader->n -= n;
}

/* Moves N bytes from the buffer to the paste; what is over the cap is lost. */
static void
paste_take(struct key_reader *reader, size_t n)
{
    size_t room = PASTE_MAX - reader->n_paste;
    size_t keep = n < room ? n : room;

    if (!reader->paste)
        reader->paste = malloc(PASTE_MAX);
    if (reader->paste && keep > 0) {
        memcpy(reader->paste + reader->n_paste, reader->buf, keep);
        reader->n_paste += keep;
    }
    drop_front(reader, n);
}

/* Where the end mark, or a beginning of it that ends the buffer, starts. */
static size_t
paste_stop(const struct key_reader *reader)
{
    size_t i;

    for (i = 0; i < reader->n; i++) {
        size_t left = reader->n - i;
        size_t n = left < PASTE_END_N ? left : PASTE_END_N;

        if (memcmp(reader->buf + i, paste_end, n) == 0)
            break;
    }
    return i;
}

static bool
paste_next(struct key_reader *reader, struct token *token)
{
    paste_take(reader, paste_stop(reader));
    if (reader->n < PASTE_END_N)
        return false;
    reader->used = PASTE_END_N;
    reader->pasting = false;
    *token = (struct token){.kind = TOKEN_PASTE,
                            .bytes = reader->paste ? reader->paste : "",
                            .n = reader->n_paste};
    return true;
}

/* --- public ----------------------------------------------------------------*/
void
key_reader_done(struct key_reader *reader)
{
    free(reader->paste);
    memset(reader, 0, sizeof *reader);
}

static void
drop_used(struct key_reader *reader)
{
    drop_front(reader, reader->used);
    reader->used = 0;
}

void
key_reader_feed(struct key_reader *reader, const char *bytes, size_t n)
{
    size_t room;

    drop_used(reader);
    room = KEY_BUFFER - reader->n;
    if (n > room)
        n = room;
    memcpy(reader->buf + reader->n, bytes, n);
    reader->n += n;
}

static enum cut
cut_front(const struct key_reader *reader, struct token *token)
{
    bool ascii_only = reader->ascii_only != 0;

    memset(token, 0, sizeof *token);
    if (reader->buf[0] == ESC)
        return cut_escape(token, reader->buf, reader->n, ascii_only);
    return cut_character(token, reader->buf, reader->n, ascii_only);
}

/* After a pause: the ESC or the odd byte in front is a key by itself. */
static enum cut
cut_lone(const struct key_reader *reader, struct token *token)
{
    uint32_t key = reader->buf[0] == ESC ? KEYS_ESC : KEYS_UNKNOWN;

    return cut_key(token, key, 1);
}

bool
key_reader_next(struct key_reader *reader, struct token *token, bool flush,
                bool *pending)
{
    *pending = false;
    drop_used(reader);
    while (reader->n > 0) {
        enum cut cut;

        if (reader->pasting)
            return paste_next(reader, token);
        cut = cut_front(reader, token);
        if (cut == CUT_LONE && flush)
            cut = cut_lone(reader, token);
        if (cut == CUT_PARTIAL || cut == CUT_LONE) {
            *pending = cut == CUT_LONE;
            return false;
        }
        if (cut == CUT_TOKEN) {
            token->bytes = reader->buf;
            reader->used = token->n;
            return true;
        }
        drop_front(reader, token->n);
        reader->pasting = cut == CUT_PASTE;
        reader->n_paste = 0;
    }
    return false;
}
