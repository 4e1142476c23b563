package dev.kindred.twostores;

import org.springframework.data.keyvalue.repository.KeyValueRepository;

interface SettingRepository extends KeyValueRepository<Setting, String> {}
