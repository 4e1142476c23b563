/** Controllers, apart from the shop, which has to run without the web. */
@NullMarked
package dev.kindred.shopfront;

import org.jspecify.annotations.NullMarked;
