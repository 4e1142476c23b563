/**
 * Whose data a call means. {@link dev.kindred.datastore.spring.data.tenancy.Namespaces} runs code in a namespace, a
 * {@link dev.kindred.datastore.spring.data.tenancy.NamespaceResolver} says it where no code does, and
 * {@link dev.kindred.datastore.spring.data.tenancy.Tenancy} holds what the template goes by.
 */
@NullMarked
package dev.kindred.datastore.spring.data.tenancy;

import org.jspecify.annotations.NullMarked;
