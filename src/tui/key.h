/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * key.h: names for keys, and raw terminal bytes cut into tokens.
 */
#ifndef HEAPGLASS_KEY_H
#define HEAPGLASS_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A key is a Unicode code point or one of these. */
enum key {
    KEY_BASE = 0x110000,
    KEYS_UP, KEYS_DOWN, KEYS_LEFT, KEYS_RIGHT,
    KEYS_HOME, KEYS_END, KEYS_PGUP, KEYS_PGDN, KEYS_INSERT, KEYS_DELETE,
    KEYS_BACKTAB, KEYS_ESC,
    KEYS_F1, KEYS_F2, KEYS_F3, KEYS_F4, KEYS_F5, KEYS_F6,
    KEYS_F7, KEYS_F8, KEYS_F9, KEYS_F10, KEYS_F11, KEYS_F12,
    KEYS_SHIFT_LEFT, KEYS_SHIFT_RIGHT, /* elsewhere as without Shift */
    KEYS_UNKNOWN
};

enum token_kind { TOKEN_KEY, TOKEN_MOUSE, TOKEN_PASTE };
struct token {
    enum token_kind kind;
    uint32_t key;             /* KEY */
    int button, row, col;     /* MOUSE: 0 left, 1 middle, 2 right, 64 wheel
                                 up, 65 wheel down; from 0 */
    bool press, drag;         /* neither: let go; drag: moved, held down */
    const char *bytes;        /* the raw bytes, for readline; valid until the
                                 next call. PASTE: the text without brackets */
    size_t n;
};

enum { KEY_BUFFER = 4096, PASTE_MAX = 65536 };
struct key_reader {
    char buf[KEY_BUFFER];
    size_t n;         /* bytes waiting */
    size_t used;      /* of the token answered last; dropped on the next call */
    char *paste;      /* growing paste, owned */
    size_t n_paste;
    bool pasting;
    int ascii_only;
};

void key_reader_done(struct key_reader *);
/* Appends raw bytes (drops what does not fit). */
void key_reader_feed(struct key_reader *, const char *bytes, size_t n);
/* The next whole token. False: none yet; *PENDING tells that a started escape
 * sequence waits for more (after 25 ms call with FLUSH true). */
bool key_reader_next(struct key_reader *, struct token *, bool flush,
                     bool *pending);

#endif
