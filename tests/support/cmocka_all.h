/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmocka_all.h: cmocka with the headers that it wants included before it.
 */
#ifndef TESTS_CMOCKA_ALL_H
#define TESTS_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka last: it uses what the others define. */
#include <cmocka.h>

#endif
