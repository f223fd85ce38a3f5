/** Errors with a status. The message is for us, the code is for the client. */
export class AppError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string = code) {
    super(message);
    this.name = new.target.name;
    this.status = status;
    this.code = code;
  }
}

export class NotFoundError extends AppError {
  constructor(code = 'not_found') {
    super(404, code);
  }
}

export class ForbiddenError extends AppError {
  constructor(code = 'forbidden') {
    super(403, code);
  }
}

export class ValidationError extends AppError {
  constructor(code = 'invalid_input') {
    super(400, code);
  }
}

export class ConflictError extends AppError {
  constructor(message: string) {
    super(409, 'conflict', message);
  }
}
