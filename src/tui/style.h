/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * style.h: what a cell means, and the glyphs for it. The table in theme.c says
 * how each style looks in 256 colours, in 8 and in none (docs/SCREEN.md).
 */
#ifndef HEAPGLASS_STYLE_H
#define HEAPGLASS_STYLE_H

#include <stdbool.h>
#include <stdint.h>

enum style {
    STYLE_PLAIN,      /* default on default */
    STYLE_BOLD,       /* values */
    STYLE_LABEL,      /* words that do not change, rules, the future: grey */
    STYLE_TITLE,      /* pane title: bold */
    STYLE_FOCUS,      /* title of the pane with the focus: reverse */
    STYLE_USED,       /* 32 on default: payload, and text is the glyph */
    STYLE_USED_GAP,   /* default on 32 (pair reversed): block start */
    STYLE_USED_SLACK, /* 32 on 24: payload and unasked bytes share a cell */
    STYLE_USED_TEXT,  /* white on 32, bold: a label on a block */
    STYLE_SLACK,      /* unasked bytes: 24, drawn as a fill or on 24 */
    STYLE_SLACK_TEXT, /* white on 24 */
    STYLE_FREE,       /* 208 on default */
    STYLE_FREE_TEXT,  /* default: a label on free bytes */
    STYLE_BADGE,      /* black on 208, bold off: place on the chosen list */
    STYLE_BADGE_OTHER,/* place on a list that is not the chosen one */
    STYLE_LINK,       /* black on 208: link fields */
    STYLE_HEADER,     /* black on 244: header, footer words */
    STYLE_OWN,        /* 244: the arena's own bytes */
    STYLE_PATH,       /* the path of a list in its pane, and arrows: label */
    STYLE_CHANGED,    /* black on 42 */
    STYLE_CHANGED_GAP,/* default on 42 (pair reversed) */
    STYLE_SELECTED,   /* reverse of the default */
    STYLE_SELECTED_GAP,
    STYLE_DAMAGED,    /* white on 160, bold */
    STYLE_ALERT,      /* 160 on default, bold: words about damage */
    STYLE_LIVE,       /* timeline: live, 32 */
    STYLE_HEAP,       /* timeline: heap beyond live, 94 */
    STYLE_LIVE_HEAP,  /* 32 on 94: a column top of live within the heap */
    STYLE_MOSTLY,     /* the picture over time: mostly in use, 25 */
    STYLE_MOSTLY_HEAP,/* 25 on 94: and heap beyond, in one cell */
    STYLE_LIVE_MOSTLY,/* 32 on 25 */
    STYLE_CHANGED_INK,/* 42 on default: changed, drawn by its glyph */
    STYLE_CHANGED_SLACK, /* 42 on 24: the end of a changed block */
    STYLE_HEADER_GAP, /* default on 244 (pair reversed): header, close up */
    /* In the place of USED and its kin under a colour key, by step; step 0,
     * grey, is "nothing is known". style_ramp finds them. */
    STYLE_RAMP_0,         /* ink on default */
    STYLE_RAMP_1,
    STYLE_RAMP_5 = STYLE_RAMP_0 + 5,
    STYLE_RAMP_GAP_0,     /* default on ink (pair reversed) */
    STYLE_RAMP_GAP_5 = STYLE_RAMP_GAP_0 + 5,
    STYLE_RAMP_SLACK_1,   /* ink on slack */
    STYLE_RAMP_SLACK_5 = STYLE_RAMP_SLACK_1 + 4,
    STYLE_RAMP_TEXT_1,    /* words on ink */
    STYLE_RAMP_TEXT_5 = STYLE_RAMP_TEXT_1 + 4,
    STYLE_N
};

/* Glyphs by meaning; two sets, Unicode and ASCII. */
enum glyph {
    GLYPH_FULL,       /* █ # used */
    GLYPH_START,      /* ▎ [ block start */
    GLYPH_SLACK,      /* eighths on bg; ~ when drawn as bytes */
    GLYPH_FREE_START, /* ▎ ( */
    GLYPH_FREE,       /* · . */
    GLYPH_FREE_END,   /* ▕ ) */
    GLYPH_FREE_ONE,   /* a free block of one cell */
    GLYPH_OWN,        /* ≡ = */
    GLYPH_NEXT,       /* → > */
    GLYPH_PREV,       /* ← < */
    GLYPH_SHADE_1,    /* ░ ▒ ▓ */
    GLYPH_SHADE_2,
    GLYPH_SHADE_3,
    GLYPH_H,          /* ─ - */
    GLYPH_V,          /* │ | */
    GLYPH_DOT,        /* ● o path */
    GLYPH_ARC_DR,     /* ╭ + */
    GLYPH_ARC_DL,     /* ╮ + */
    GLYPH_ARC_UR,     /* ╰ + */
    GLYPH_ARC_UL,     /* ╯ + */
    GLYPH_CROSS,      /* ┼ + */
    GLYPH_T_DOWN,     /* ┬ + */
    GLYPH_T_LEFT,     /* ┤ + */
    GLYPH_T_RIGHT,    /* ├ + */
    GLYPH_T_UP,       /* ┴ + */
    GLYPH_MARK,       /* ▶ > gutter */
    GLYPH_WINDOW,     /* ▐ | what the window shows, in the overview strip */
    GLYPH_MARK_BACK,  /* ◀ < the same from the right */
    GLYPH_PLAY,       /* ▶ > */
    GLYPH_ARRIVE,     /* ▼ v */
    GLYPH_ARRIVE_UP,  /* ▲ ^ */
    GLYPH_FORK,       /* ◆ + a branch leaves */
    GLYPH_ALARM,      /* ! */
    GLYPH_UPPER,      /* ▀ upper half of a cell; the lower one is 4 eighths */
    GLYPH_BAD,        /* ╳ ! */
    GLYPH_NO,         /* ✗ x */
    GLYPH_YES,        /* ✓ * */
    GLYPH_ELLIPSIS,   /* … > */
    GLYPH_WIDE,       /* + * a number wider than its block */
    GLYPH_SCAR,       /* ┊ : where a header was */
    GLYPH_CUT,        /* ▲ ^ */
    GLYPH_N
};

struct look {
    bool unicode; /* false: ASCII glyphs only, a character for each state */
    bool lines;   /* Unicode line art all the same: no colours, but UTF-8 */
    bool few;     /* colours are too few for a ramp: digits tell its steps */
};

uint32_t glyph(const struct look *, enum glyph);
/* N eighths (0..8) of a cell filled from the left, ' ' to full block; and
 * from the bottom. ASCII: a step of five or so. */
uint32_t glyph_left_eighths(const struct look *, int n);
uint32_t glyph_low_eighths(const struct look *, int n);

#endif
