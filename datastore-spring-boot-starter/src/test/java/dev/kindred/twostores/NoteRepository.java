package dev.kindred.twostores;

import org.springframework.data.repository.CrudRepository;

interface NoteRepository extends CrudRepository<Note, String> {}
