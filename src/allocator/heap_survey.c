/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * heap_survey.c: see heap_survey.h.
 */
#include "allocator/heap_survey.h"

#include "allocator/layout.h"

static void
add_free(struct heap_survey *out, size_t size)
{
    out->blocks++;
    out->bytes += size;
    if (size > out->largest)
        out->largest = size;
}

static void
survey_list(const struct heap *heap, size_t b, struct heap_survey *out)
{
    const struct layout *l = heap->layout;
    size_t before = out->blocks;
    for (; b; b = l->next(heap, b))
        add_free(out, l->size(heap, b));
    if (out->blocks - before > out->longest_list)
        out->longest_list = out->blocks - before;
}

static void
survey_blocks(const struct heap *heap, struct heap_survey *out)
{
    const struct layout *l = heap->layout;
    for (size_t b = layout_first(l); b < heap->control->end;
         b += l->size(heap, b))
        if (!l->is_used(heap, b))
            add_free(out, l->size(heap, b));
}

void
heap_survey_free(const struct heap *heap, struct heap_survey *out)
{
    *out = (struct heap_survey){0};
    if (!heap->ops->n_lists)
        survey_blocks(heap, out);
    for (unsigned i = 0; i < heap->ops->n_lists; i++)
        if (heap->control->head[i])
            survey_list(heap, heap->control->head[i], out);
}
